import type { ComposeLabels, ContainerState, EngineState } from '../engine-state';
import { type Exited, notModelled, says } from './program';

/** `docker compose ls [-a] --format json`: the projects by the labels of their containers, each once, by name. */
export function listProjects({ containers }: EngineState, words: readonly string[]): Exited {
  const all = words.includes('-a') || words.includes('--all');
  const plain = words.filter((word) => word !== '-a' && word !== '--all').join(' ');
  if (plain !== 'ls --format json') return notModelled('docker compose', words);
  const projects = new Map<string, Made[]>();
  for (const one of containers.filter(isMade)) {
    if (one.running || all) projects.set(one.compose.project, [...(projects.get(one.compose.project) ?? []), one]);
  }
  const rows = [...projects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, made]) => rowOf(name, made));
  return says(`${JSON.stringify(rows)}\n`);
}

type Made = ContainerState & { readonly compose: ComposeLabels };

function isMade(container: ContainerState): container is Made {
  return container.compose !== undefined;
}

/** Compose joins the states by their names, and the files of all containers, each once. */
function rowOf(Name: string, made: readonly Made[]): Readonly<Record<'Name' | 'Status' | 'ConfigFiles', string>> {
  const exited = made.filter(({ running }) => !running).length;
  const running = made.length - exited;
  const states = [...(exited > 0 ? [`exited(${exited})`] : []), ...(running > 0 ? [`running(${running})`] : [])];
  const files = new Set(made.flatMap(({ compose }) => compose.files));
  return { Name, Status: states.join(', '), ConfigFiles: [...files].join(',') };
}
