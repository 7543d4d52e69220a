import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ElevationOutcome, ElevationRequest, Elevator, ProgressLog } from '../../src/core/ports';
import { assertNever } from '../../src/core/result';
import { OPERATIONS_FOLDER } from '../../src/core/script';
import { type CalledBack, ScriptHost } from './script-host';
import { lasting } from './mac-state';
import { below } from './relocate';
import type { SimulatedMac } from './simulated-mac';

/** What happens at the password dialog, and to the script behind it. */
export type DialogAnswer =
  | { readonly kind: 'granted' }
  | { readonly kind: 'declined' }
  /** The person takes this long to type the password. */
  | { readonly kind: 'granted-late'; readonly afterMs: number }
  /** The dialog cannot be shown at all. */
  | { readonly kind: 'dialog-fails'; readonly reason: string }
  | { readonly kind: 'tampered'; readonly detail: string }
  /** The script is killed: before step n changes anything, after its first change took effect, or after it was reported. */
  | { readonly kind: 'killed'; readonly when: 'before' | 'during' | 'after'; readonly step: number }
  /** The app is gone before the script ends: it runs to its end, and nobody hears of it. */
  | { readonly kind: 'unheard' };

/** Elevates on a simulated Mac: asks nobody, and runs the exact script under the real /bin/sh, with the Mac's programs. */
export class SimulatedElevator implements Elevator, ProgressLog {
  readonly backend = 'simulated';
  /** Every script that was asked for, in order. */
  readonly requests: ElevationRequest[] = [];
  private readonly mac: SimulatedMac;
  private readonly host: ScriptHost;
  private answer: DialogAnswer;

  constructor(mac: SimulatedMac, answer: DialogAnswer = { kind: 'granted' }) {
    this.mac = mac;
    this.host = new ScriptHost(mac);
    this.answer = answer;
  }

  /** How dialogs end from now on. */
  willAnswer(answer: DialogAnswer): void {
    this.answer = answer;
  }

  async elevate(request: ElevationRequest): Promise<ElevationOutcome> {
    this.requests.push(request);
    const { answer } = this;
    switch (answer.kind) {
      case 'granted':
        return this.runScript(request);
      case 'declined':
        return { kind: 'not-granted', detail: 'User did not grant permission.' };
      case 'granted-late':
        await this.mac.clock.sleep(answer.afterMs);
        return this.runScript(request);
      case 'dialog-fails':
        return { kind: 'failed', reason: answer.reason };
      case 'tampered':
        return { kind: 'tampered', detail: answer.detail };
      case 'killed':
        return this.runUntilKilled(request, answer);
      case 'unheard':
        await this.runScript(request);
        return new Promise(() => {});
      default:
        return assertNever(answer);
    }
  }

  /** The log that the script wrote; undefined when there is none. */
  read(operationId: string): Promise<string | undefined> {
    const path = this.logPath(operationId);
    return Promise.resolve(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  }

  follow(operationId: string, onText: (text: string) => void): () => void {
    let told: string | undefined;
    const timer = setInterval(() => {
      const path = this.logPath(operationId);
      const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
      if (text === undefined || text === told) return;
      told = text;
      onText(text);
    }, 10);
    return () => clearInterval(timer);
  }

  /** Ends what still runs and removes the scripts' files. */
  dispose(): void {
    this.host.dispose();
  }

  private async runScript({ script }: ElevationRequest): Promise<ElevationOutcome> {
    const ended = await this.host.run(script);
    return ended.kind === 'exited' && ended.exitCode === 0
      ? { kind: 'ran', stdout: ended.stdout }
      : { kind: 'failed', reason: `the script ended with ${ended.kind === 'exited' ? ended.exitCode : ended.signal}` };
  }

  private async runUntilKilled(
    { script, operationId }: ElevationRequest,
    { when, step }: Extract<DialogAnswer, { kind: 'killed' }>,
  ): Promise<ElevationOutcome> {
    const path = this.logPath(operationId);
    const hasLine = (line: string): boolean =>
      existsSync(path) && `\n${readFileSync(path, 'utf8')}`.includes(`\n${line}`);
    let before = this.mac.state;
    const isTime = (moment: CalledBack): boolean => {
      switch (when) {
        case 'before':
          return moment === 'calls' && hasLine(`BEGIN ${step}\n`);
        case 'during': {
          const changed = JSON.stringify(lasting(before)) !== JSON.stringify(lasting(this.mac.state));
          before = this.mac.state;
          return moment === 'was-answered' && changed && hasLine(`BEGIN ${step}\n`);
        }
        case 'after':
          return moment === 'calls' && hasLine(`END ${step} `);
      }
    };
    await this.host.run(script, isTime);
    // The script stops only at its next call; what it wrote between the moment meant and that call never happened.
    if (when === 'after' && existsSync(path)) {
      const lines = readFileSync(path, 'utf8').split('\n');
      const last = lines.findIndex((line) => line.startsWith(`END ${step} `));
      if (last !== -1) writeFileSync(path, `${lines.slice(0, last + 1).join('\n')}\n`);
    }
    return { kind: 'failed', reason: 'the script was ended by SIGKILL' };
  }

  private logPath(operationId: string): string {
    return below(this.host.root, `${OPERATIONS_FOLDER}/${operationId}.log`);
  }
}
