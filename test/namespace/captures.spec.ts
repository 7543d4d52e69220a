import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli } from '../../scripts/build.mjs';
import { statusExitCode } from '../../src/core/status-report';
import { fixture, haveFixtures } from '../sim/fixtures';
import { AnsweringMac } from './answering-mac';
import type { CaptureCase } from './capture-case';
import { FIREWALL_CASES, INTEGRITY_CASES } from './captures-firewall';
import { SERVICE_CASES, WIRELESS_CASES } from './captures-services';
import { canBeSkipped } from './private-root';

const CASES = [...FIREWALL_CASES, ...INTEGRITY_CASES, ...SERVICE_CASES, ...WIRELESS_CASES];
const skipped = canBeSkipped() || !haveFixtures();
let mac: AnsweringMac;
let judged = 0;

beforeAll(async () => {
  if (skipped) return;
  await buildCli({ log: () => undefined });
  mac = await AnsweringMac.create();
}, 60_000);
afterAll(() => {
  if (skipped) return;
  mac.close();
  console.log(`Captures judged by the command line at the programs' real paths: ${judged}.`);
});

describe.skipIf(skipped)('batten status, asking programs at their real paths', () => {
  it.each(CASES.map((one) => [nameOf(one), one] as const))('%s', { timeout: 30_000 }, async (_name, one) => {
    const text = fixture(one.file);
    const { stream = 'stdout', exitCode = 0 } = one;
    const said = { exitCode, stdout: '', stderr: '', [stream]: text };
    mac.answer(
      one.on,
      one.answers.map((asked) => [asked, said] as const),
    );
    const status = await mac.status();
    expect(status.stderr).toBe('');
    expect(status.exitCode).toBe(statusExitCode(status.report));
    for (const [id, found] of Object.entries(one.finds)) {
      const task = status.report.tasks.find((each) => each.id === id);
      const [kind, state] = typeof found === 'string' ? [found, undefined] : found;
      expect({ id, finding: task?.finding, state: task?.state }).toEqual({ id, finding: kind, state });
    }
    judged += 1;
  });
});

function nameOf({ file, finds }: CaptureCase): string {
  const found = Object.entries(finds).map(([id, found]) => `${id} ${typeof found === 'string' ? found : found[0]}`);
  return `${file}: ${found.join(', ')}`;
}
