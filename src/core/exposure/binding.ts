import type { ConfigFormat } from '../config/config-format';

/** The place in a file that decides where a service listens. */
export interface Binding {
  readonly format: ConfigFormat;
  /** Absolute. */
  readonly path: string;
  /** A Compose service, a key; empty where the format has one subject only. */
  readonly subject: string;
}

/** What is to be done about a binding: with or without starting the service anew. */
export interface BindingWish extends Binding {
  readonly restarts: boolean;
}

/** A configuration file found on this Mac, and the programs that read it. */
export interface ServiceConfig extends Binding {
  /** Names as ps gives them: `postgres`, `redis-server`. */
  readonly programs: readonly string[];
}

const FORMATS: readonly ConfigFormat[] = [
  'compose',
  'postgresql',
  'redis',
  'mysql',
  'nginx',
  'mongodb',
  'launchd-plist',
];

/** What a file of each format may be called: nothing else is ever edited. */
const NAMES: Readonly<Record<ConfigFormat, RegExp>> = {
  compose: /\.ya?ml$/,
  postgresql: /^postgresql\.conf$/,
  redis: /^redis\.conf$/,
  mysql: /^my\.cnf$/,
  nginx: /\.conf$/,
  mongodb: /^mongod\.conf$/,
  'launchd-plist': /\.plist$/,
};

/** The id under which the catalogue knows the task of one binding. */
export function bindingId({ format, path, subject, restarts }: BindingWish): string {
  return `${restarts ? 'binding' : 'binding-file'}:${format}:${path}#${subject}`;
}

/** Reads such an id; undefined for anything that is not exactly one, whoever wrote it. */
export function parseBindingId(id: string): BindingWish | undefined {
  const [, kind, name, path, subject] = SHAPE.exec(id) ?? [];
  const format = FORMATS.find((one) => one === name);
  if (format === undefined || path === undefined || subject === undefined) return undefined;
  const parts = path.split('/').slice(1);
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  const isNamed = NAMES[format].test(parts.at(-1) ?? '');
  return isPlain && isNamed ? { format, path, subject, restarts: kind === 'binding' } : undefined;
}

const SHAPE = /^(binding|binding-file):([a-z-]{1,20}):(\/[^#\p{Cc}]{1,900})#([\w .@-]{0,100})$/u;
