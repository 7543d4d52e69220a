import { en } from 'zod/locales';
import * as z from 'zod/mini';
import type { JournalEntry } from '../core/journal';

// zod's small form says nothing but "Invalid input" until it is given words; a person reads them.
z.config(en());

// Extra keys are allowed everywhere: a later version of Batten may have written more than this one knows.
// A program is any text: an older version may have listed one that is gone, and nothing in the journal is ever run.

const json = z.json();
const count = z.int().check(z.nonnegative());
const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const command = z.looseObject({ program: z.string(), args: z.array(z.string()) });

const texts = z.array(z.string());
const fileEdit = z.looseObject({
  path: z.string(),
  format: z.string(),
  subject: z.string(),
  from: texts,
  to: texts,
  gate: z.optional(command),
});

const plan = z.looseObject({
  schema: z.literal('batten.plan/1'),
  id: z.string(),
  purpose: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('apply') }),
    z.looseObject({ kind: z.literal('rollback'), of: count }),
  ]),
  madeAt: z.number(),
  states: z.record(z.string(), json),
  steps: z.array(
    z.looseObject({
      taskId: z.string(),
      before: json,
      after: json,
      root: z.array(command),
      user: z.array(command),
      files: z.optional(z.array(fileEdit)),
      recapture: z.array(z.looseObject({ key: z.string(), command })),
    }),
  ),
  byHand: z.array(z.looseObject({ taskId: z.string(), before: json, after: json, steps: z.array(z.string()) })),
  leftOut: z.array(z.looseObject({ taskId: z.string(), because: z.string() })),
});

const row = z.looseObject({
  taskId: z.string(),
  outcome: z.enum(['verified', 'not-applied', 'changed', 'cannot-verify']),
  before: json,
  after: json,
  now: z.optional(json),
  detail: z.string(),
});
const rows = z.array(row);

const exitCode = z.nullable(z.number());
const report = z.looseObject({
  end: z.enum(['done', 'refused', 'cut-off']),
  refusal: z.optional(z.string()),
  steps: z.array(
    z.looseObject({
      step: z.nullable(z.number()),
      before: z.array(z.looseObject({ key: z.string(), exitCode, output: z.string() })),
      commands: z.array(z.looseObject({ exitCode, output: z.string() })),
      end: z.enum(['completed', 'failed', 'none']),
    }),
  ),
  keep: z.optional(
    z.looseObject({
      until: z.number(),
      left: z.number(),
      end: z.enum(['waiting', 'kept', 'reverting', 'reverted']),
      because: z.optional(z.enum(['asked', 'nobody'])),
    }),
  ),
});

const run = count;
const event = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('planned'),
    run,
    plan,
    backend: z.string(),
    script: z.optional(z.looseObject({ sha256: hash, operationId: z.string(), deadline: z.number() })),
    guard: z.optional(z.string()),
  }),
  z.looseObject({ kind: z.literal('declined'), run, detail: z.string(), rows }),
  z.looseObject({ kind: z.literal('failed'), run, reason: z.string(), report: z.optional(report), rows }),
  z.looseObject({ kind: z.literal('ran'), run, report }),
  z.looseObject({
    kind: z.literal('edited'),
    run,
    taskId: z.string(),
    path: z.string(),
    sha256Before: hash,
    sha256After: hash,
    backup: z.string(),
  }),
  z.looseObject({
    kind: z.literal('verified'),
    run,
    rows,
    stopped: z.optional(z.array(z.looseObject({ name: z.string(), port: z.number() }))),
    reverted: z.optional(z.enum(['asked', 'nobody'])),
  }),
  z.looseObject({ kind: z.literal('recovered'), run, report: z.optional(report), rows }),
  z.looseObject({
    kind: z.literal('begun-anew'),
    leftBehind: z.array(z.string().check(z.regex(/^[0-9a-f]{32}$/))),
  }),
]);

const entry = z.looseObject({
  schema: z.literal('batten.journal/1'),
  sequence: count,
  at: z.iso.datetime(),
  previous: hash,
  hash,
  event,
});

/** Says whether a value has the shape of a journal entry; its hash is checked elsewhere. */
export function isJournalEntry(value: unknown): value is JournalEntry {
  return entry.safeParse(value).success;
}

/** The first thing about a value that is not as in a journal entry, for a person to read. */
export function whyNotAnEntry(value: unknown): string {
  const issue = entry.safeParse(value).error?.issues[0];
  if (issue === undefined) return 'nothing';
  const place = issue.path.join('.') || 'the line';
  return issue.message.endsWith('received undefined') ? `${place} is missing` : `${place}: ${issue.message}`;
}
