import { z } from 'zod';
import type { CallArgument, CallName } from '../shared/ipc-contract';

const taskId = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const planId = z.string().regex(/^[0-9a-f]{32}$/);
const taskIds = z.array(taskId).max(200);
const runNumber = z.int().min(1).max(1e9);
const nothing = z.undefined();

type Schemas = { readonly [K in CallName]: z.ZodType<CallArgument<K>> };

/** What each call accepts; anything else is refused before a handler sees it. Unknown members are refused too. */
export const ARGUMENTS = {
  getSnapshot: nothing,
  getTaskDetail: z.strictObject({ taskId }),
  refresh: nothing,
  cancelRefresh: nothing,
  preparePlan: z.strictObject({ taskIds }),
  prepareRollback: z.strictObject({ run: runNumber, taskIds: taskIds.exactOptional() }),
  approvePlan: z.strictObject({ planId, confirmed: z.boolean() }),
  discardPlan: z.strictObject({ planId }),
  getHistory: nothing,
  startNewJournal: nothing,
  dismissRecovered: nothing,
  doByHand: z.strictObject({ taskId }),
  copyText: z.strictObject({ text: z.string().max(65_536) }),
  getSettings: nothing,
  changeSettings: z.strictObject({
    elevationBackend: z.enum(['sudo-prompt', 'osascript']).exactOptional(),
    launchAtLogin: z.boolean().exactOptional(),
  }),
  showWindow: z.strictObject({
    taskId: taskId.exactOptional(),
    review: z.boolean().exactOptional(),
    rollback: runNumber.exactOptional(),
  }),
  hidePopover: nothing,
} as const satisfies Schemas;
