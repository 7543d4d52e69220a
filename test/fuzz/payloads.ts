import { CALLS, type CallName } from '../../src/shared/ipc-contract';
import { TASKS } from '../../src/tasks';
import type { Chance } from './input';

/** What a renderer has seen: ids that mean something to the backend. */
export interface Known {
  readonly plans: string[];
  readonly logs: string[];
  readonly listeners: string[];
}

export const CALL_NAMES = Object.keys(CALLS) as readonly CallName[];

const TASK_IDS = TASKS.map(({ id }) => id);
const PARTS = [
  'firewall-rule:block:/usr/bin/python3',
  'firewall-rule:allow:/Applications/Zoom.app',
  'binding:compose:/Users/alex/guide/compose.yml#db',
  'binding-file:redis:/opt/homebrew/etc/redis.conf#',
  'binding:compose:/etc/../etc/passwd.yml#x',
];

const WORDS = [
  '', ' ', 'firewall', 'FIREWALL', '__proto__', 'constructor', 'toString', '../../etc/passwd', '/Users/alex', '\u0000', '\ud800',
  '\u202e', "'; rm -rf / #", '$(id)', '`id`', '{{x}}', '<script>', '%s', 'a'.repeat(64), '0'.repeat(32), 'f'.repeat(64), 'null',
  '-1', '1e9', 'firewall\n', 'firewall ', 'ﬁrewall', 'e\u0301', 'csv', 'ndjson', 'expected', 'this-mac', 'container',
]; // prettier-ignore

const NUMBERS = [0, -0, 1, -1, 2, 60, 1440, 1441, 1e9, 1e9 + 1, 0.5, Number.NaN, Infinity, -Infinity, 2 ** 53, 1e308];

function odd(chance: Chance): unknown {
  const cyclic: Record<string, unknown> = { taskId: 'firewall' };
  cyclic['self'] = cyclic;
  const deep = (depth: number): unknown => {
    let value: unknown = 'x';
    for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { taskIds: value };
    return value;
  };
  const makers: readonly (() => unknown)[] = [
    () => undefined,
    () => null,
    () => chance.pick(WORDS),
    () => chance.pick(NUMBERS),
    () => chance.below(2) === 0,
    () => 10n ** 30n,
    () => Symbol('x'),
    () => () => 'x',
    () => new Date(Number.NaN),
    () => /x/g,
    () => new Map([['taskId', 'firewall']]),
    () => new Set(['firewall']),
    () => new ArrayBuffer(8),
    () => new Uint8Array(64),
    () => new Error('x'),
    () => new String('firewall'),
    () => Object.create(null) as unknown,
    () => Object.assign(Object.create({ taskId: 'firewall' }) as object, {}),
    () => JSON.parse('{"__proto__":{"confirmed":true},"taskId":"firewall"}') as unknown,
    () => cyclic,
    () => deep(10_000),
    () => Array.from({ length: 5_000 }, () => 'firewall'),
    () => Object.assign([], { length: 100_000 }),
    () => 'x'.repeat(200_000),
    () => ({ taskIds: 'x'.repeat(100_000) }),
    () => ({
      get taskId(): string {
        throw new Error('a member that throws');
      },
    }),
    () => new Proxy({}, { ownKeys: () => { throw new Error('a thing that throws'); } }), // prettier-ignore
  ];
  return chance.pick(makers)?.();
}

function taskIds(chance: Chance): readonly unknown[] {
  return Array.from({ length: chance.below(5) }, () =>
    chance.below(12) === 0 ? odd(chance) : chance.below(5) === 0 ? chance.pick(PARTS) : chance.pick(TASK_IDS),
  );
}

const hex = (chance: Chance): string => Array.from({ length: 32 }, () => '0123456789abcdef'[chance.below(16)]).join('');
const oneOf = (chance: Chance, list: readonly string[]): string => chance.pick(list) ?? hex(chance);

/** An argument that the call takes, or nearly; undefined for calls that take none. */
const SHAPES: Readonly<Partial<Record<CallName, (chance: Chance, known: Known) => Record<string, unknown>>>> = {
  getTaskDetail: (chance) => ({ taskId: chance.pick(TASK_IDS) }),
  preparePlan: (chance) => ({ taskIds: taskIds(chance) }),
  prepareRollback: (chance) => ({
    run: 1 + chance.below(3),
    ...(chance.below(2) === 0 ? {} : { taskIds: taskIds(chance) }),
  }),
  approvePlan: (chance, { plans }) => ({
    planId: chance.below(3) === 0 ? oneOf(chance, plans) : hex(chance),
    confirmed: chance.below(2) === 0,
  }),
  discardPlan: (chance, { plans }) => ({ planId: chance.below(2) === 0 ? oneOf(chance, plans) : hex(chance) }),
  answerCountdown: (chance) => ({ keep: chance.below(2) === 0 }),
  doByHand: (chance) => ({ taskId: chance.below(4) === 0 ? chance.pick(TASK_IDS) : 'no-such-task' }),
  copyText: (chance) => ({ text: chance.pick(WORDS) }),
  changeSettings: (chance) => ({
    ...(chance.below(2) === 0 ? {} : { elevationBackend: chance.pick(['sudo-prompt', 'osascript', 'none']) }),
    ...(chance.below(2) === 0 ? {} : { launchAtLogin: chance.below(2) === 0 }),
    ...(chance.below(2) === 0 ? {} : { keepSeconds: chance.pick([0, 30, 60, 120, 300]) }),
  }),
  showWindow: (chance) => ({
    ...(chance.below(2) === 0 ? {} : { taskId: chance.pick(TASK_IDS) }),
    ...(chance.below(2) === 0 ? {} : { rollback: 1 }),
    ...(chance.below(2) === 0 ? {} : { review: true }),
  }),
  markListener: (chance, { listeners }) => ({
    listenerId: chance.below(2) === 0 ? oneOf(chance, listeners) : chance.pick(WORDS),
    as: chance.pick(['expected', 'this-mac', 'everyone']),
    reason: chance.pick(WORDS),
  }),
  startLog: (chance) =>
    chance.pick([
      { kind: 'firewall-live' },
      { kind: 'firewall-past', minutes: chance.pick(NUMBERS) },
      { kind: 'container', containerId: chance.pick(['0123456789ab', 'f'.repeat(64), '--help', '../x']) },
      { kind: 'other' },
    ]) ?? {},
  stopLog: (chance, { logs }) => ({ logId: chance.below(2) === 0 ? oneOf(chance, logs) : hex(chance) }),
  exportLog: (chance, { logs }) => ({
    logId: chance.below(2) === 0 ? oneOf(chance, logs) : hex(chance),
    format: chance.pick(['csv', 'ndjson', 'html']),
  }),
  changePolicy: (chance) =>
    chance.pick<Record<string, unknown>>([
      { kind: 'forget-service', name: chance.pick([...WORDS, 'Planka', 'Mattermost']) },
      { kind: 'want-task', taskId: chance.pick(TASK_IDS) },
      { kind: 'do-not-want-task', taskId: chance.pick([...TASK_IDS, 'no-such-task']) },
      { kind: 'allow-application', name: 'x' },
    ]) ?? {},
};

/** Calls that look at the whole Mac: rarely meant, so that there is time for the others. */
const SLOW: readonly CallName[] = ['refresh', 'getExposure', 'getConnections', 'askCloudflare', 'startLog', 'doByHand'];

/** One call with any argument: what it takes, that with something wrong in it, or anything at all. */
export function payloadOf(chance: Chance, known: Known): { readonly name: CallName; readonly argument: unknown } {
  const name = chance.pick(CALL_NAMES) ?? 'getSnapshot';
  const kind = chance.below(SLOW.includes(name) ? 40 : 5);
  const shape = SHAPES[name];
  if (kind === 0) return { name, argument: shape?.(chance, known) };
  if (shape === undefined || kind > 2) return { name, argument: odd(chance) ?? null };
  const argument = { ...shape(chance, known) };
  const members = Object.keys(argument);
  const member = chance.pick(members) ?? 'taskId';
  switch (chance.below(4)) {
    case 0:
      delete argument[member];
      break;
    case 1:
      argument[chance.pick(WORDS) ?? 'x'] = odd(chance);
      break;
    case 2:
      return { name, argument: [argument] };
    default:
      argument[member] = odd(chance);
  }
  return { name, argument };
}

/** Calls whose arguments nobody here knows how to make: each has to be in `SHAPES`, or to take no argument. */
export function callsWithoutShape(takesArgument: (name: CallName) => boolean): readonly CallName[] {
  return CALL_NAMES.filter((name) => SHAPES[name] === undefined && takesArgument(name));
}
