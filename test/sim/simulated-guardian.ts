import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Guardian } from '../../src/core/person-guard';
import { armed } from '../../src/platform/guardian';
import { createProgressLog } from '../../src/platform/progress-log';
import { ScriptHost } from './script-host';
import type { SimulatedMac } from './simulated-mac';

/** Runs guards under the real /bin/sh with the programs of a simulated Mac, as its user. */
export class SimulatedGuardian implements Guardian {
  readonly log;
  private readonly folder: string;
  private readonly host: ScriptHost;

  constructor(mac: SimulatedMac, dataFolder: string) {
    this.folder = join(dataFolder, 'answers');
    this.host = new ScriptHost(mac, { root: false, user: mac.state.user });
    // A minute of the Mac's own time passes within a third of a second.
    this.log = createProgressLog({ folder: this.folder, owner: process.getuid?.() ?? -1, everyMs: 5 });
  }

  logPath(operationId: string): string {
    return join(this.folder, `${operationId}.log`);
  }

  async start({ operationId, script }: Parameters<Guardian['start']>[0]): ReturnType<Guardian['start']> {
    mkdirSync(this.folder, { recursive: true });
    const ended = this.host.run(script);
    await armed(this.log, operationId, ended);
    return { ended };
  }

  /** Ends what still runs. */
  dispose(): void {
    this.host.dispose();
  }
}
