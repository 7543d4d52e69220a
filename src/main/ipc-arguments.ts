import * as z from 'zod/mini';
import { KEEP_SECONDS } from '../core/keep-or-revert';
import type { CallArgument, CallName } from '../shared/ipc-contract';

const taskId = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,63}$/));
const planId = z.string().check(z.regex(/^[0-9a-f]{32}$/));
/** A task of the catalogue, or one of the parts that `partOf` knows; which of them it is decides there. */
const plannedId = z.union([
  taskId,
  z.string().check(z.maxLength(1200), z.regex(/^(?:binding|binding-file|firewall-rule):\P{Cc}+$/u)),
]);
const taskIds = z.array(plannedId).check(z.maxLength(200));
const logId = z.string().check(z.regex(/^[0-9a-f]{32}$/));
const runNumber = z.int().check(z.minimum(1), z.maximum(1e9));
const nothing = z.undefined();

type Schemas = { readonly [K in CallName]: z.ZodMiniType<CallArgument<K>> };

/** What each call accepts; anything else is refused before a handler sees it. Unknown members are refused too. */
export const ARGUMENTS = {
  getSnapshot: nothing,
  getTaskDetail: z.strictObject({ taskId }),
  refresh: nothing,
  cancelRefresh: nothing,
  preparePlan: z.strictObject({ taskIds }),
  prepareRollback: z.strictObject({ run: runNumber, taskIds: z.exactOptional(taskIds) }),
  approvePlan: z.strictObject({ planId, confirmed: z.boolean() }),
  answerCountdown: z.strictObject({ keep: z.boolean() }),
  discardPlan: z.strictObject({ planId }),
  getHistory: nothing,
  startNewJournal: nothing,
  dismissRecovered: nothing,
  doByHand: z.strictObject({ taskId }),
  copyText: z.strictObject({ text: z.string().check(z.maxLength(65_536)) }),
  getSettings: nothing,
  changeSettings: z.strictObject({
    elevationBackend: z.exactOptional(z.enum(['sudo-prompt', 'osascript'])),
    launchAtLogin: z.exactOptional(z.boolean()),
    keepSeconds: z.exactOptional(z.int().check(z.gte(KEEP_SECONDS.shortest), z.lte(KEEP_SECONDS.longest))),
  }),
  showWindow: z.strictObject({
    taskId: z.exactOptional(taskId),
    review: z.exactOptional(z.boolean()),
    rollback: z.exactOptional(runNumber),
    exposure: z.exactOptional(z.boolean()),
  }),
  hidePopover: nothing,
  getExposure: nothing,
  markListener: z.strictObject({
    listenerId: z.string().check(z.minLength(1), z.maxLength(1000)),
    as: z.enum(['expected', 'this-mac']),
    reason: z.string().check(z.maxLength(500)),
  }),
  getConnections: nothing,
  askCloudflare: nothing,
  startLog: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('firewall-live') }),
    z.strictObject({ kind: z.literal('firewall-past'), minutes: z.int().check(z.minimum(1), z.maximum(1440)) }),
    z.strictObject({ kind: z.literal('container'), containerId: z.string().check(z.regex(/^[0-9a-f]{12,64}$/)) }),
  ]),
  stopLog: z.strictObject({ logId }),
  exportLog: z.strictObject({ logId, format: z.enum(['csv', 'ndjson']) }),
  getPolicy: nothing,
  changePolicy: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('forget-service'), name: z.string().check(z.minLength(1), z.maxLength(100)) }),
    z.strictObject({ kind: z.literal('want-task'), taskId }),
    z.strictObject({ kind: z.literal('do-not-want-task'), taskId }),
  ]),
  importPolicy: nothing,
  exportPolicy: nothing,
  openPolicy: nothing,
} as const satisfies Schemas;
