import {
  appendFileSync,
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AND_BACK, onTexts } from './attacks-on-texts';
import { app, type Attack, COMMAND, evilCommand, evilFor, evilScript, programs, replace, SCRIPT } from './ground';
import { EVIL_APPLET } from './stage';

const ELSEWHERE: readonly Attack[] = [
  {
    name: `appends to ${COMMAND}`,
    moment: 'open',
    harms: false, // The braces' own exit comes before it; what follows them is not read any more.
    prepare: (ground) => () => appendFileSync(programs(ground, COMMAND), evilCommand(ground)),
  },
  {
    name: `puts lines before those of ${COMMAND}`,
    moment: 'open',
    harms: true,
    prepare: (ground) => () => {
      const path = programs(ground, COMMAND);
      writeFileSync(path, `echo 'lines before' >>'${ground.evil}'\n${readFileSync(path, 'utf8')}`);
    },
  },
  {
    name: 'replaces the applet that runs',
    moment: 'open',
    harms: false,
    prepare: (ground) => () => replace(ground, programs(ground, 'applet'), EVIL_APPLET),
  },
  {
    name: 'replaces the applet before it runs',
    moment: 'unpacked',
    harms: true,
    prepare: (ground) => () => replace(ground, programs(ground, 'applet'), EVIL_APPLET),
  },
  {
    name: `replaces ${SCRIPT} before the command is written`,
    moment: 'unpacked',
    harms: true,
    prepare: (ground) => () => replace(ground, programs(ground, SCRIPT), evilScript(ground)),
  },
  {
    name: 'replaces main.scpt before the applet reads it',
    moment: 'unpacked',
    harms: true,
    prepare: (ground) => () => replace(ground, app(ground, 'Contents/Resources/Scripts/main.scpt'), 'other'),
  },
  {
    name: 'adds a scripting addition before the applet runs',
    moment: 'unpacked',
    harms: true,
    prepare: (ground) => () =>
      mkdirSync(app(ground, 'Contents/Library/Scripting Additions/other.osax'), { recursive: true }),
  },
  {
    name: 'exchanges main.scpt while the dialog is open',
    moment: 'open',
    harms: false,
    prepare: (ground) => () => replace(ground, app(ground, 'Contents/Resources/Scripts/main.scpt'), 'other'),
  },
  {
    name: 'writes another name into Info.plist',
    moment: 'open',
    harms: false,
    prepare: (ground) => () => writeFileSync(app(ground, 'Contents/Info.plist'), 'Software Update'),
  },
  {
    name: 'adds to Info.plist and leaves the name',
    moment: 'open',
    harms: false,
    prepare: (ground) => () => appendFileSync(app(ground, 'Contents/Info.plist'), '<!-- more -->'),
  },
  {
    name: 'adds a program beside the script',
    moment: 'open',
    harms: false,
    prepare: (ground) => () => writeFileSync(programs(ground, 'chown'), evilScript(ground), { mode: 0o755 }),
  },
  {
    name: `changes who may write to ${COMMAND}`,
    moment: 'open',
    harms: false,
    prepare: (ground) => () => chmodSync(programs(ground, COMMAND), 0o666),
  },
  {
    name: 'takes away the right to run the applet',
    moment: 'open',
    harms: false,
    prepare: (ground) => () => chmodSync(programs(ground, 'applet'), 0o644),
  },
  {
    name: 'lays out a link where root writes its output',
    moment: 'open',
    harms: true,
    prepare: (ground) => () => symlinkSync(ground.precious, programs(ground, 'stdout')),
  },
  {
    name: 'lays out a second name of a file where root writes',
    moment: 'open',
    harms: true,
    prepare: (ground) => () => linkSync(ground.precious, programs(ground, 'stdout')),
  },
  {
    name: 'moves the whole folder away and puts another in its place',
    moment: 'open',
    harms: false, // Root stands in the folder that was moved. Only the answer would be another.
    prepare: (ground) => {
      const copy = join(ground.aside, 'copy');
      cpSync(ground.folder, copy, { recursive: true });
      return () => {
        renameSync(ground.folder, join(ground.aside, 'away'));
        renameSync(copy, ground.folder);
      };
    },
  },
  {
    name: 'moves the true files into a new folder and others into the one where root looks',
    moment: 'open',
    harms: true,
    prepare: (ground) => {
      const [away, fresh] = [join(ground.aside, 'away'), join(ground.aside, 'fresh-folder')];
      mkdirSync(fresh);
      return () => {
        for (const name of readdirSync(programs(ground))) renameSync(programs(ground, name), join(fresh, name));
        writeFileSync(programs(ground, SCRIPT), evilScript(ground), { mode: 0o755 });
        renameSync(programs(ground), away);
        renameSync(fresh, programs(ground));
      };
    },
  },
  {
    name: 'moves the applet into another folder of the same name, with another script',
    moment: 'open',
    harms: true,
    prepare: (ground) => () => {
      const moved = join(ground.folder, '..', 'f'.repeat(32));
      renameSync(ground.folder, moved);
      writeFileSync(join(moved, 'Batten.app/Contents/MacOS', SCRIPT), evilScript(ground), { mode: 0o755 });
    },
  },
  {
    name: 'removes everything and lays out its own',
    moment: 'open',
    harms: false, // The folder in which root stands has no name and no files any more.
    prepare: (ground) => () => {
      rmSync(programs(ground), { recursive: true });
      mkdirSync(programs(ground));
      for (const name of [COMMAND, SCRIPT, 'applet']) writeFileSync(programs(ground, name), evilFor(name, ground));
    },
  },
  {
    name: 'lays out an output file of its own, and changes the script under its cover',
    moment: 'open',
    harms: true,
    prepare: (ground) => () => {
      for (const name of ['stdout', 'stderr', 'code']) writeFileSync(programs(ground, name), '0\n');
      writeFileSync(programs(ground, SCRIPT), evilScript(ground));
    },
  },
];

/** What the test compares everything with: the dialog opens, and nobody does anything. */
export const NOTHING: Attack = { name: 'nothing', moment: 'open', harms: false, prepare: () => () => undefined };

export const ATTACKS: readonly Attack[] = [...onTexts('open'), ...onTexts('written'), ...AND_BACK, ...ELSEWHERE];
