import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { answerFile } from '../../src/core/keep-or-revert';
import type { ChangePlan, PlannedStep } from '../../src/core/plan';
import { composeScript, type ScriptOptions } from '../../src/core/script';
import { lasting } from '../sim/mac-state';
import { freshMac, type Release, RELEASE_NAMES } from '../sim/machines';
import { ScriptHost } from '../sim/script-host';
import { SimulatedMac } from '../sim/simulated-mac';
import { fc } from './fixed-chance';
import { type Everything, everythingOn, hardening, IDS, planOf, undoOf } from './root-script-plans';

const SECONDS = { timeout: 120_000 };
const PATHS = ["/Applications/It's.app", '/Applications/$(id) `id` "x" \\ *.app'];

const hosts: ScriptHost[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.dispose();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function macOf(release: Release): { readonly mac: SimulatedMac; readonly host: ScriptHost } {
  const mac = new SimulatedMac(freshMac(release));
  const host = new ScriptHost(mac);
  hosts.push(host);
  return { mac, host };
}

async function lastWord(host: ScriptHost, script: string): Promise<string> {
  const ended = await host.run(script);
  expect(ended).toMatchObject({ kind: 'exited', exitCode: 0, stderr: '' });
  return ended.kind === 'exited' ? (/@@BATTEN [0-9a-f]{32} (.*)\n$/.exec(ended.stdout)?.[1] ?? '') : '';
}

/** The same script under another id: as if the person had asked again. */
const AGAIN = { ...IDS, operationId: 'a'.repeat(32) };

function composed(plan: ChangePlan, of: Everything, options: ScriptOptions): string {
  return composeScript(plan, of.input.catalogue, options);
}

/** One step of each of some tasks, in any order: a batch that leads somewhere, from wherever the Mac stands. */
function batches(of: Everything): fc.Arbitrary<ChangePlan> {
  const ofRoot = of.steps.filter(({ root }) => root.length > 0);
  const subject = ({ taskId }: PlannedStep): string => taskId.replace(/^firewall-rule:\w+:/, 'rule ');
  const byTask = [...new Set(ofRoot.map(subject))].map((name) => ofRoot.filter((step) => subject(step) === name));
  const one = fc.tuple(...byTask.map((steps) => fc.constantFrom(...steps)));
  return one.chain((steps) => fc.shuffledSubarray(steps, { minLength: 3 })).map(planOf);
}

describe.each(RELEASE_NAMES)('on macOS %s', (release) => {
  it('whatever a script has changed, running it again changes nothing', SECONDS, async () => {
    const of = await everythingOn(release, PATHS);
    for (const plan of fc.sample(batches(of), { numRuns: 2, seed: 20_261_122 })) {
      const { mac, host } = macOf(release);
      const first = lasting(mac.state);
      expect(await lastWord(host, composed(plan, of, IDS))).toBe(`DONE ${plan.steps.length}`);
      const after = lasting(mac.state);
      expect(after).not.toEqual(first);
      expect(await lastWord(host, composed(plan, of, IDS))).toBe('REFUSED ran-before');
      expect(lasting(mac.state)).toEqual(after);
      expect(await lastWord(host, composed(plan, of, AGAIN))).toBe(`DONE ${plan.steps.length}`);
      expect(lasting(mac.state)).toEqual(after);
    }
  });
});

describe('a script that waits for Keep', () => {
  const keepIn = (folder: string, plan: ChangePlan, of: Everything): ScriptOptions => ({
    ...IDS,
    keep: { folder, seconds: 3, undo: undoOf(plan, of) },
  });
  const folderOfAnswers = (): string => {
    const folder = mkdtempSync(join(tmpdir(), "batten's $(answers) "));
    folders.push(folder);
    return folder;
  };

  it.each(['13.6', '26.5'] as const)('leaves macOS %s as it was where nobody answers', SECONDS, async (release) => {
    const of = await everythingOn(release, PATHS);
    const plan = hardening(of);
    const { mac, host } = macOf(release);
    const first = lasting(mac.state);
    const script = composed(plan, of, keepIn(folderOfAnswers(), plan, of));
    expect(await lastWord(host, script)).toMatch(/^DONE \d+$/);
    expect(lasting(mac.state)).toEqual(first);
    expect(await lastWord(host, script)).toBe('REFUSED ran-before');
    expect(lasting(mac.state)).toEqual(first);
  });

  it('changes for good what is kept, once and not twice', SECONDS, async () => {
    const of = await everythingOn('26.5', PATHS);
    const plan = hardening(of);
    const plain = macOf('26.5');
    expect(await lastWord(plain.host, composed(plan, of, IDS))).toMatch(/^DONE/);
    const { mac, host } = macOf('26.5');
    const folder = folderOfAnswers();
    const script = composed(plan, of, keepIn(folder, plan, of));
    writeFileSync(answerFile(folder, IDS.operationId, 'keep'), '');
    expect(await lastWord(host, script)).toMatch(/^DONE \d+$/);
    expect(lasting(mac.state)).toEqual(lasting(plain.mac.state));
    expect(await lastWord(host, script)).toBe('REFUSED ran-before');
    expect(lasting(mac.state)).toEqual(lasting(plain.mac.state));
  });
});
