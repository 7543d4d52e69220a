import type { RunningProcess } from '../parse/ps';
import type { RowOwner } from '../parse/socket-row';
import type { SocketOwner } from './socket';

/** Gives the owner of a socket everything that is known about the process, whichever tool told it. */
export type OwnerByPid = (pid: number) => SocketOwner;

/**
 * Gathers what the tools say about processes: lsof's name is whole where netstat's is cut to 16 characters.
 *
 * Names of lsof and netstat come from the kernel, but ps prints what the process was called, which the process can change.
 * So ps completes a name or gives a missing one, and its path only counts where the kernel's name does not contradict it.
 */
export function gatherOwners(
  netstat: Iterable<RowOwner>,
  lsof: Iterable<RowOwner>,
  ps: ReadonlyMap<number, RunningProcess> | undefined,
): OwnerByPid {
  const told = new Map<number, RowOwner>();
  // In this order: what comes later is not overwritten but only added to.
  for (const owners of [lsof, netstat]) {
    for (const owner of owners) told.set(owner.pid, together(told.get(owner.pid), owner));
  }
  const known = new Map<number, SocketOwner>();
  return (pid) => {
    const owner = known.get(pid) ?? complete(told.get(pid) ?? { pid }, ps?.get(pid));
    known.set(pid, owner);
    return owner;
  };
}

function together(first: RowOwner | undefined, second: RowOwner): RowOwner {
  if (first === undefined) return second;
  const uid = first.uid ?? second.uid;
  const named = first.name === undefined || continues(first, second.name) ? second : first;
  const { name, nameCut } = named;
  return {
    pid: first.pid,
    ...(name === undefined ? {} : { name, ...(nameCut === undefined ? {} : { nameCut }) }),
    ...(uid === undefined ? {} : { uid }),
  };
}

/** Whether a longer name is what a cut one began with. */
function continues({ name, nameCut }: RowOwner, longer: string | undefined): boolean {
  return nameCut === true && name !== undefined && longer !== undefined && longer.startsWith(name);
}

function complete(owner: RowOwner, process: RunningProcess | undefined): SocketOwner {
  const fits = owner.name === undefined || owner.name === process?.name || continues(owner, process?.name);
  const name = fits ? (process?.name ?? owner.name) : owner.name;
  const path = fits && process?.path.startsWith('/') === true ? process.path : undefined;
  const uid = owner.uid ?? process?.uid;
  return {
    pid: owner.pid,
    ...(name === undefined ? {} : { name }),
    ...(path === undefined ? {} : { path }),
    ...(uid === undefined ? {} : { uid }),
  };
}
