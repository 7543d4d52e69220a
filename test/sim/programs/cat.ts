import { entryAt, type FileState } from '../file-state';
import type { MacState } from '../mac-state';
import { type Caller, type Exited, notModelled, type SimulatedProgram } from './program';

/** `cat PATH…`: the texts one after the other; what cannot be read is named on stderr. */
export const cat: SimulatedProgram = (state, args, caller) => {
  const isModelled = args.length > 0 && args.every((word) => word.startsWith('/'));
  if (!isModelled) return { state, latencyMs: 3, result: notModelled('cat', args) };
  const results = args.map((path) => contentOf(state, path, caller));
  const result: Exited = {
    exitCode: results.some(({ kind }) => kind === 'trouble') ? 1 : 0,
    stdout: results.map((one) => (one.kind === 'text' ? one.text : '')).join(''),
    stderr: results.map((one) => (one.kind === 'trouble' ? `cat: ${one.why}\n` : '')).join(''),
  };
  return { state, latencyMs: 3, result };
};

type Content = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'trouble'; readonly why: string };

function contentOf({ files }: MacState, path: string, caller: Caller): Content {
  const entry = entryAt(files, path);
  switch (entry.kind) {
    case 'nothing':
      return { kind: 'trouble', why: `${path}: No such file or directory` };
    case 'folder':
      return { kind: 'trouble', why: `${path}: Is a directory` };
    case 'file':
      return mayRead(entry.file, caller)
        ? { kind: 'text', text: entry.file.text }
        : { kind: 'trouble', why: `${path}: Permission denied` };
  }
}

function mayRead({ owner, mode }: FileState, caller: Caller): boolean {
  if (caller.root) return true;
  return (mode & (owner === caller.user ? 0o400 : 0o004)) !== 0;
}
