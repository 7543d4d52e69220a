import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { EVIL_APPLET, type Stage } from './stage';

/** Where an attacker stands while the dialog is open. */
export interface Ground extends Stage {
  /** The library's folder, `<32 hexadecimal digits>`. */
  readonly folder: string;
  /** From 0 up to 1, the same for the same try. */
  readonly random: () => number;
}

/** One way to make root do something else. */
export interface Attack {
  /** As a sentence that begins with "another program". */
  readonly name: string;
  /**
   * When it begins: as soon as the applet lies unpacked, as soon as the command is written (which is when the applet
   * starts), or some time while the dialog is open.
   */
  readonly moment: 'unpacked' | 'written' | 'open';
  /** Whether root would do something else if nobody watched. What does no harm must be noticed all the same. */
  readonly harms: boolean;
  /** What is done beforehand and changes nothing yet; gives the change. */
  readonly prepare: (ground: Ground) => () => void | Promise<void>;
}

export const app = (ground: Ground, path: string): string => join(ground.folder, 'Batten.app', path);
export const programs = (ground: Ground, name = ''): string => app(ground, join('Contents/MacOS', name));
export const COMMAND = 'sudo-prompt-command';
export const SCRIPT = 'sudo-prompt-script';

export function evilCommand({ evil }: Ground): string {
  return `cd "/"\necho 'another command' >>'${evil}'\nexit 0\n`;
}
export function evilScript({ evil }: Ground): string {
  return `#!/bin/bash\necho 'another script' >>'${evil}'\nexit 0\n`;
}
export const evilFor = (name: string, ground: Ground): string =>
  name === COMMAND ? evilCommand(ground) : name === SCRIPT ? evilScript(ground) : EVIL_APPLET;

/** The same length as what stands there, so that only the content differs. */
export function padded(text: string, length: number): string {
  return text.length >= length ? text : `${text}${'#'.repeat(length - text.length - 1)}\n`;
}

export function overwrite(path: string, text: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, text, 0);
  closeSync(file);
}

export function replace(ground: Ground, path: string, content: string | Buffer): void {
  const fresh = join(ground.aside, 'fresh');
  writeFileSync(fresh, content, { mode: 0o755 });
  renameSync(fresh, path);
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
