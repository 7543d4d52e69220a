import {
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type Attack,
  COMMAND,
  evilFor,
  type Ground,
  overwrite,
  padded,
  pause,
  programs,
  replace,
  SCRIPT,
} from './ground';

/** What can be done to each of the two texts that root reads. */
const ON_A_TEXT: readonly {
  readonly does: string;
  readonly prepare: (path: string, evil: string, ground: Ground) => () => void;
}[] = [
  { does: 'writes over %', prepare: (path, evil) => () => overwrite(path, padded(evil, lstatSync(path).size)) },
  { does: 'empties % and writes it anew', prepare: (path, evil) => () => writeFileSync(path, evil) },
  { does: 'renames another file over %', prepare: (path, evil, ground) => () => replace(ground, path, evil) },
  {
    does: 'removes % and makes another',
    prepare: (path, evil) => () => {
      unlinkSync(path);
      writeFileSync(path, evil, { mode: 0o755 });
    },
  },
  {
    does: 'writes to % through a file it has long had open',
    prepare: (path, evil) => {
      const file = openSync(path, 'r+');
      return () => {
        ftruncateSync(file, 0);
        writeSync(file, evil, 0);
        closeSync(file);
      };
    },
  },
  {
    does: 'writes over % and sets its times back',
    prepare: (path, evil) => () => {
      const { atime, mtime, size } = lstatSync(path);
      overwrite(path, padded(evil, size));
      utimesSync(path, atime, mtime);
    },
  },
  {
    does: 'turns % into a symbolic link',
    prepare: (path, evil, { aside }) => {
      const target = join(aside, 'target');
      writeFileSync(target, evil, { mode: 0o755 });
      return () => {
        unlinkSync(path);
        symlinkSync(target, path);
      };
    },
  },
  {
    does: 'turns % into a second name of its own file',
    prepare: (path, evil, { aside }) => {
      const target = join(aside, 'target');
      writeFileSync(target, evil, { mode: 0o755 });
      return () => {
        unlinkSync(path);
        linkSync(target, path);
      };
    },
  },
];

export function onTexts(moment: 'written' | 'open'): readonly Attack[] {
  return [COMMAND, SCRIPT].flatMap((text) =>
    ON_A_TEXT.map(({ does, prepare }) => ({
      name: `${does.replace('%', text)}${moment === 'open' ? '' : ', before the applet runs'}`,
      moment,
      harms: true,
      prepare: (ground) => prepare(programs(ground, text), evilFor(text, ground), ground),
    })),
  );
}

/** Changes that nobody would find by looking now and then: they are undone at once. */
export const AND_BACK: readonly Attack[] = [COMMAND, SCRIPT].flatMap((text): readonly Attack[] => [
  {
    name: `changes ${text} and changes it back, times and all`,
    moment: 'open',
    harms: false,
    prepare: (ground) => () => {
      const path = programs(ground, text);
      const before = readFileSync(path);
      const { atime, mtime } = lstatSync(path);
      overwrite(path, padded(evilFor(text, ground), before.length));
      overwrite(path, before.toString());
      utimesSync(path, atime, mtime);
    },
  },
  {
    name: `exchanges ${text} and puts the same file back a few milliseconds later`,
    moment: 'open',
    harms: false,
    prepare: (ground) => async () => {
      const back = exchange(ground, text);
      await pause(ground.random() * 4);
      back();
    },
  },
  {
    name: `exchanges ${text} and puts the same file back at once`,
    moment: 'open',
    harms: false,
    prepare: (ground) => () => exchange(ground, text)(),
  },
]);

/** Another file under the name of a text; gives what puts the true one back, as it was but for the time of its own change. */
function exchange(ground: Ground, text: string): () => void {
  const [path, kept] = [programs(ground, text), join(ground.aside, 'kept')];
  renameSync(path, kept);
  writeFileSync(path, evilFor(text, ground), { mode: 0o755 });
  return () => renameSync(kept, path);
}
