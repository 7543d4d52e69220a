import { type Command, INSTALLED_BY_PEOPLE, PROGRAMS, type Program } from './command';

/** Only tests give this: where the programs are in place of their own paths. */
export type ProgramPlace = (path: string) => string;

/** Encloses a word so that sh takes it as it is, whatever it holds. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Plain words stay readable; anything else is quoted. */
export function word(text: string): string {
  return /^[A-Za-z0-9_./:-]+$/.test(text) ? text : quote(text);
}

/** A command as sh takes it: the absolute path of a listed program, and its words. */
export function shellWords(command: Command, place?: ProgramPlace): string {
  const path = PROGRAMS[command.program];
  return [place?.(path) ?? path, ...command.args].map(word).join(' ');
}

/** Refuses what a person can exchange without a password: it never runs as root. */
export function assertForRoot(program: Program): void {
  if (INSTALLED_BY_PEOPLE.includes(program)) throw new Error(`${program} never runs as root`);
}

/** Text that stays within its comment. */
export function comment(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, ' ');
}
