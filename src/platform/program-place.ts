import { accessSync, constants } from 'node:fs';
import { ALSO_AT, type Program, PROGRAMS } from '../core/command';

/** Where a listed program stands on this computer: the first of its places that can be executed, else the usual one. */
export function placeOf(program: Program, programPath: (path: string) => string): string {
  const usual = programPath(PROGRAMS[program]);
  const others = ALSO_AT[program];
  if (others === undefined) return usual;
  return [usual, ...others.map(programPath)].find(isExecutable) ?? usual;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
