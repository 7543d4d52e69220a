import { notModelled, says, type SimulatedProgram } from './program';

/** `sw_vers` without arguments. */
export const swVers: SimulatedProgram = (state, args) => ({
  state,
  latencyMs: 6,
  result:
    args.length === 0
      ? says(`ProductName:\t\tmacOS\nProductVersion:\t\t${state.version}\nBuildVersion:\t\t${state.build}\n`)
      : notModelled('sw_vers', args),
});
