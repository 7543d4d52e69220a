import {
  appendFileSync,
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './stage';

/** Where an attacker stands while osascript shows its dialog. */
export interface OsascriptGround extends Stage {
  /** The whole folder of the try; the person's home is in it. */
  readonly home: string;
  readonly osascript: number;
  readonly asker: number;
  readonly random: () => number;
  /** Notes that something could be written to. */
  readonly wrote: (what: string) => void;
}

export interface OsascriptAttack {
  readonly name: string;
  readonly moment: 'before' | 'open';
  readonly act: (ground: OsascriptGround) => void;
}

const evilText = ({ evil }: Stage): string => `#!/bin/sh\necho 'another program' >>'${evil}'\n`;

/** A file that something might read: a shell's, AppleScript's, the session's. */
function lay(path: (ground: OsascriptGround) => string): (ground: OsascriptGround) => void {
  return (ground) => {
    const at = path(ground);
    mkdirSync(join(at, '..'), { recursive: true });
    writeFileSync(at, evilText(ground), { mode: 0o755 });
    ground.wrote(at);
  };
}

/** The file of a process that Linux shows below /proc; a Mac has none of them. */
function intoProcess(name: string): (ground: OsascriptGround) => void {
  return (ground) => {
    const file = openSync(`/proc/${ground.osascript}/${name}`, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(file, evilText(ground));
    closeSync(file);
    ground.wrote(name);
  };
}

const IN_HOME = [
  '.bashrc',
  '.bash_profile',
  '.profile',
  '.zshenv',
  '.zprofile',
  '.inputrc',
  '.osascriptrc',
  '.MacOSX/environment.plist',
  'Library/ScriptingAdditions/other.osax',
  'Library/Script Libraries/other.scpt',
  'Library/LaunchAgents/other.plist',
];
const IN_TEMPORARY = ['osascript', 'sh', 'bash', 'sudo-prompt-command', `${'f'.repeat(32)}/script`, '.osascript'];
const SIGNALS = ['SIGSTOP', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGUSR1', 'SIGKILL'] as const;

export const OSASCRIPT_ATTACKS: readonly OsascriptAttack[] = [
  ...(['before', 'open'] as const).flatMap((moment) => [
    ...IN_HOME.map((name) => ({
      name: `lays ~/${name} (${moment})`,
      moment,
      act: lay(({ home }) => join(home, name)),
    })),
    ...IN_TEMPORARY.map((name) => ({
      name: `lays ${name} into the temporary folder (${moment})`,
      moment,
      act: lay(({ temporary }) => join(temporary, name)),
    })),
    {
      name: `changes every file it finds in the temporary folder (${moment})`,
      moment,
      act: (ground: OsascriptGround) => {
        for (const name of readdirSync(ground.temporary, { recursive: true, encoding: 'utf8' })) {
          appendFileSync(join(ground.temporary, name), evilText(ground));
          ground.wrote(name);
        }
      },
    },
    {
      name: `puts a link in place of the temporary folder (${moment})`,
      moment,
      act: (ground: OsascriptGround) => {
        renameSync(ground.temporary, join(ground.aside, 'temporary'));
        symlinkSync(ground.aside, ground.temporary);
      },
    },
    {
      name: `closes the temporary folder (${moment})`,
      moment,
      act: (ground: OsascriptGround) => chmodSync(ground.temporary, 0o000),
    },
  ]),
  ...['cmdline', 'environ', 'comm', 'cwd/other', 'fd/0', 'fd/1', 'fd/2'].map((name): OsascriptAttack => ({
    name: `writes to osascript's ${name}`,
    moment: 'open',
    act: intoProcess(name),
  })),
  ...SIGNALS.map((signal): OsascriptAttack => ({
    name: `sends ${signal} to osascript`,
    moment: 'open',
    act: ({ osascript }) => {
      process.kill(osascript, signal);
      if (signal === 'SIGSTOP') setTimeout(() => process.kill(osascript, 'SIGCONT'), 20);
    },
  })),
  {
    name: 'stops Batten until the password has been given',
    moment: 'open',
    act: ({ asker }) => {
      process.kill(asker, 'SIGSTOP');
      setTimeout(() => process.kill(asker, 'SIGCONT'), 60);
    },
  },
];
