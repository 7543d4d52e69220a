import { observedIn } from '../../src/core/finding';
import { bindingId } from '../../src/core/exposure/binding';
import type { Json } from '../../src/core/json';
import { type ChangePlan, planUndo, type PlannedStep, type PlanningInput } from '../../src/core/plan';
import type { ScriptOptions } from '../../src/core/script';
import type { AnyTask } from '../../src/core/task';
import { TASKS } from '../../src/tasks';
import { firewallRuleId } from '../../src/tasks/parts/firewall-rule';
import { partOf } from '../../src/tasks/parts/part-of';
import type { Release } from '../sim/machines';
import { EMPTY, pairsOf, planningOn, planThrough } from './every-change';
import { fc } from './fixed-chance';

export const IDS = {
  operationId: '0123456789abcdef'.repeat(2),
  nonce: 'fedcba9876543210'.repeat(2),
  deadline: 4_000_000_000,
} as const;

const BY_THE_APP = { ...IDS, askedBy: 4711, account: 'maya' } as const;
const FOLDER = '/Users/maya/Library/Application Support/Batten';

/** What a folder of a person's may be called. */
const BADLY_NAMED = `/Users/maya/It's $(me) \`id\` "x" \\ *`;

/** Every shape in which a script is composed, by name; `undo` is the way back of the plan that it is for. */
export const VARIANTS: Readonly<Record<string, (undo: ChangePlan) => ScriptOptions>> = {
  'that a person runs': () => IDS,
  'that the app runs': () => BY_THE_APP,
  'with a seal': () => ({ ...BY_THE_APP, seal: { uid: 501, head: 'ab'.repeat(32) } }),
  'that waits for Keep': (undo) => ({ ...BY_THE_APP, keep: { folder: FOLDER, seconds: 2, undo } }),
  'that waits for Keep in a badly named folder': (undo) => ({
    ...BY_THE_APP,
    keep: { folder: BADLY_NAMED, seconds: 300, undo },
  }),
};

/** Paths that a rule of the firewall may be about, as bad as a disk allows: what a shell would make something of. */
export const BAD_PATHS: readonly string[] = [
  "/Applications/It's.app",
  '/Applications/$(touch /tmp/owned).app',
  '/Applications/`id`;id&id|id>x<y.app',
  '/Applications/a b  c.app',
  '/Applications/* ? [a-z] {a,b} ~ !.app',
  '/Applications/"double" \\ back\\slash\\.app',
  "/Applications/'\\''.app",
  '/Applications/ünï – 💡.app',
  '/Applications/# no comment',
  '/Applications/-rf',
  '/Applications/=x=$HOME$IFS%s%n.app',
  `/${'a'.repeat(200)}/${'b '.repeat(200)}`,
];

const RULES = ['allow', 'block', 'absent'] as const;

function ruleTasks(path: string): readonly AnyTask[] {
  return RULES.flatMap((wish) => partOf(firewallRuleId({ wish, path })) ?? []);
}

function rulePairs(): readonly (readonly [Json, Json])[] {
  return RULES.flatMap((from) => RULES.filter((to) => to !== from).map((to) => [from, to] as const));
}

/** Bindings change files and start services as the person: root has no part in them, and their lines are comments. */
const BINDING_FILES = [
  {
    format: 'compose',
    file: 'docker-compose.yml',
    subject: 'postgres',
    open: '"5432:5432"',
    closed: '"127.0.0.1:5432:5432"',
  },
  { format: 'redis', file: 'redis.conf', subject: '', open: '0.0.0.0', closed: '127.0.0.1 ::1' },
  { format: 'nginx', file: 'nginx.conf', subject: '', open: '8080', closed: '127.0.0.1:8080' },
  { format: 'launchd-plist', file: 'com.ollama.plist', subject: 'OLLAMA_HOST', open: '0.0.0.0', closed: '127.0.0.1' },
] as const;

/** Each binding with a way to close it and one to open it. */
const BINDINGS = BINDING_FILES.flatMap(({ format, file, subject, open, closed }) => {
  const path = `/Users/maya/It's $(a) folder/${file}`;
  const task = partOf(bindingId({ format, path, subject, restarts: true }));
  const is = { texts: [open], closed: [closed], live: 'wider', origin: null } as const;
  const becomes = { ...is, texts: [closed], live: 'this-mac' } as const;
  const pairs: readonly (readonly [Json, Json])[] = [
    [is, becomes],
    [becomes, is],
  ];
  return task === undefined ? [] : [{ task, pairs }];
});

/** What one release can be asked for: the tasks with their parts, and every step from any state to any other. */
export interface Everything {
  readonly release: Release;
  readonly input: PlanningInput;
  readonly steps: readonly PlannedStep[];
}

/** Every step of every task and of its parts on a release. */
export async function everythingOn(release: Release, paths: readonly string[] = BAD_PATHS): Promise<Everything> {
  const input = await planningOn(release);
  const rules = paths.flatMap(ruleTasks);
  const catalogue = [...TASKS, ...rules, ...BINDINGS.map(({ task }) => task)];
  const whole = { ...input, catalogue };
  const stepsOf = (task: AnyTask, pairs: readonly (readonly [Json, Json])[]): readonly PlannedStep[] =>
    planThrough(task, pairs, whole).steps;
  return {
    release,
    input: whole,
    steps: [
      ...TASKS.flatMap((task) => stepsOf(task, pairsOf(task))),
      ...rules.flatMap((task) => stepsOf(task, rulePairs())),
      ...BINDINGS.flatMap(({ task, pairs }) => stepsOf(task, pairs)),
    ],
  };
}

/** The steps of a plan, in their order. */
export function planOf(steps: readonly PlannedStep[]): ChangePlan {
  return { ...EMPTY, steps };
}

/** Any number of steps of a release in any order, the same one also twice. */
export function anyBatch({ steps }: Everything): fc.Arbitrary<ChangePlan> {
  return fc.array(fc.constantFrom(...steps), { maxLength: 25 }).map(planOf);
}

export function undoOf(plan: ChangePlan, { input }: Everything): ChangePlan {
  return planUndo(plan, input);
}

/** The plan that hardens a Mac, as a person who ticks everything gets it; of each task one step. */
export function hardening({ input, steps }: Everything): ChangePlan {
  const chosen = input.catalogue.flatMap((task) => {
    const observed = observedIn(input.scan.tasks.find(({ taskId }) => taskId === task.id)?.finding ?? UNKNOWN);
    const from = JSON.stringify(observed?.state);
    return steps.find(({ taskId, before }) => taskId === task.id && JSON.stringify(before) === from) ?? [];
  });
  return planOf(chosen);
}

const UNKNOWN = { kind: 'unknown', reason: '' } as const;
