import { notModelled, says, type SimulatedProgram } from './program';

const OTHERS = `devfs on /dev (devfs, local, nobrowse)
/dev/disk3s6 on /System/Volumes/VM (apfs, local, noexec, journaled, noatime, nobrowse)
/dev/disk3s2 on /System/Volumes/Preboot (apfs, local, journaled, nobrowse)
/dev/disk3s4 on /System/Volumes/Update (apfs, local, journaled, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
`;

/** `mount` without arguments: the word "sealed" on the line of `/` is what matters. */
export const mount: SimulatedProgram = (state, args) => ({
  state,
  latencyMs: 4,
  result:
    args.length === 0
      ? says(`/dev/disk3s1s1 on / (apfs, ${state.sealed ? 'sealed, ' : ''}local, read-only, journaled)\n${OTHERS}`)
      : notModelled('mount', args),
});
