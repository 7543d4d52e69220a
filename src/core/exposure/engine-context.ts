import type { Engine } from '../container/engine-process';

/** What people call the engines. */
export const ENGINE_NAMES: Readonly<Record<Engine, string>> = {
  'docker-desktop': 'Docker Desktop',
  orbstack: 'OrbStack',
  colima: 'Colima',
  lima: 'Lima',
  podman: 'Podman',
  'rancher-desktop': 'Rancher Desktop',
};

/** The engine that answers in a context, by the context's usual name. */
const CONTEXTS: readonly (readonly [RegExp, readonly Engine[]])[] = [
  [/^orbstack$/, ['orbstack']],
  [/^desktop-linux$/, ['docker-desktop']],
  [/^colima(?:-.{1,100})?$/, ['colima', 'lima']],
  [/^lima-.{1,100}$/, ['lima']],
  [/^rancher-desktop$/, ['rancher-desktop', 'lima']],
  [/^podman$/, ['podman']],
];

/** Whether an engine may answer in a context: in `default`, and under a name that a person has given, any may. */
export function mayBelong(context: string, engine: Engine): boolean {
  const engines = CONTEXTS.find(([name]) => name.test(context))?.[1];
  return engines === undefined || engines.includes(engine);
}
