import type { CliAnswer } from './answer';
import type { Call } from './call';
import type { CliMac } from './cli-mac';
import { explain, journal, plan, planRollbackOf, status } from './commands';
import { logs } from './logs';

/** A call of a command that needs more of the world than those about exposure. */
export type WholeCall = Extract<
  Call,
  { readonly kind: 'status' | 'explain' | 'plan' | 'rollback' | 'journal' | 'logs' }
>;

export async function carryOutWhole(call: WholeCall, mac: CliMac): Promise<CliAnswer> {
  switch (call.kind) {
    case 'status':
      return status(mac, call.taskIds, call.json);
    case 'explain':
      return explain(mac, call.taskId);
    case 'plan':
      return plan(mac, call.taskIds, call.form);
    case 'rollback':
      return planRollbackOf(mac, call.run, call.form);
    case 'journal':
      return journal(mac, call.json, call.verify);
    case 'logs':
      return logs(mac, call.last, call.json);
  }
}
