import * as z from 'zod/mini';
import type { CallArgument, CallName } from '../shared/ipc-contract';

const taskId = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,63}$/));
const planId = z.string().check(z.regex(/^[0-9a-f]{32}$/));
const taskIds = z.array(taskId).check(z.maxLength(200));
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
  }),
  showWindow: z.strictObject({
    taskId: z.exactOptional(taskId),
    review: z.exactOptional(z.boolean()),
    rollback: z.exactOptional(runNumber),
  }),
  hidePopover: nothing,
} as const satisfies Schemas;
