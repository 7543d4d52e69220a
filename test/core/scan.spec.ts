import { setMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type Command, commandKey, type CommandResult, type Program, PROGRAMS } from '../../src/core/command';
import type { CommandRunner } from '../../src/core/runner';
import { findingOf } from '../../src/core/plan';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { scan, SCAN_LIMITS, type ScanOptions } from '../../src/core/scan';
import { TASKS } from '../../src/tasks';
import { type Fault, hangs as hangsAt } from '../sim/faults';
import { freshMac, hardenedMac } from '../sim/machines';
import type { MacState } from '../sim/mac-state';
import { SimulatedMac } from '../sim/simulated-mac';

const FRESH = freshMac('26.5');
const hangs = (program: Program): Fault => hangsAt({ program });

const MISSING: Fault = { program: 'csrutil', effect: { kind: 'is-missing' } };
const FLOODING: Fault = { program: 'netstat', effect: { kind: 'floods', bytes: 3_000_000 } };

/** A runner that remembers what it was asked, and how many commands were running at the same time. */
class Watched implements CommandRunner {
  readonly asked: Command[] = [];
  most = 0;
  private running = 0;
  private readonly mac: SimulatedMac;

  constructor(mac: SimulatedMac) {
    this.mac = mac;
  }

  async run(...[command, limits]: Parameters<CommandRunner['run']>): Promise<CommandResult> {
    this.asked.push(command);
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    const result = await this.mac.run(command, limits);
    this.running -= 1;
    return result;
  }
}

function arranged(state: MacState): {
  mac: SimulatedMac;
  runner: Watched;
  look: (options?: ScanOptions) => ReturnType<typeof scan>;
} {
  const mac = new SimulatedMac(state);
  const runner = new Watched(mac);
  const ports = { runner, clock: mac.clock, asRoot: false, home: `/Users/${mac.state.user}` };
  return { mac, runner, look: (options) => scan(TASKS, DEFAULT_POLICY, ports, options) };
}

describe('a scan', () => {
  it('asks every distinct question once, however many tasks need the answer', async () => {
    const { runner, look } = arranged(FRESH);
    const found = await look();
    const keys = runner.asked.map(commandKey);
    expect(new Set(keys).size).toBe(keys.length);
    const needed = new Set(found.tasks.flatMap(({ evidence }) => evidence.map(({ command }) => commandKey(command))));
    expect([...needed].filter((key) => !keys.includes(key))).toEqual([]);
    expect(keys.length).toBe(needed.size + 1);
  });

  it('shows every task the raw answers it was judged by', async () => {
    const { look } = arranged(FRESH);
    const { tasks } = await look();
    const stealth = tasks.find(({ taskId }) => taskId === 'firewall-stealth');
    const asked = stealth?.evidence.find(({ key }) => key === 'stealth');
    expect(asked).toMatchObject({
      line: '/usr/libexec/ApplicationFirewall/socketfilterfw --getstealthmode',
      result: { kind: 'exited', exitCode: 0, stdout: 'Firewall stealth mode is off\n', stderr: '' },
    });
  });

  it('asks nothing on behalf of a task that does not concern this Mac', async () => {
    const { runner, look } = arranged(FRESH);
    const found = await look();
    expect(found.tasks.find(({ taskId }) => taskId === 'firewall-logging')?.evidence).toEqual([]);
    expect(runner.asked.some(({ args }) => args.includes('--getloggingmode'))).toBe(false);
  });

  // Proves P11: A program that hangs delays no other task's answer.
  it.each(Object.keys(PROGRAMS) as Program[])('is delayed for nobody else when %s hangs', async (program) => {
    const calm = arranged(hardenedMac('26.5'));
    const before = await calm.look();
    const { look } = arranged({ ...hardenedMac('26.5'), faults: [hangs(program)] });
    const found = await look();
    for (const { taskId, evidence } of found.tasks) {
      const hung = evidence.filter(({ command }) => command.program === program);
      for (const { result, tookMs } of hung) {
        expect(result).toEqual({ kind: 'timed-out', afterMs: SCAN_LIMITS.commandMs });
        expect(tookMs).toBeLessThanOrEqual(SCAN_LIMITS.commandMs);
      }
      for (const { command, tookMs } of evidence) if (command.program !== program) expect(tookMs).toBeLessThan(500);
      const counts = hung.some(({ key }) => key !== 'managed') || program === 'sw_vers';
      if (!counts) expect([taskId, findingOf(found, taskId).kind]).toEqual([taskId, findingOf(before, taskId).kind]);
    }
    expect(found.tookMs).toBeLessThan(SCAN_LIMITS.commandMs + 500);
  });

  it('goes on to the rest when programs are missing, flood or throw', async () => {
    const { look } = arranged({ ...FRESH, faults: [MISSING, FLOODING] });
    const found = await look();
    expect(findingOf(found, 'system-integrity-protection').kind).toBe('unknown');
    expect(findingOf(found, 'remote-login').kind).toBe('unknown');
    expect(findingOf(found, 'firewall').kind).toBe('noncompliant');
    const { mac } = arranged(FRESH);
    const runner: CommandRunner = {
      run: (command) => (command.program === 'nfsd' ? Promise.reject(new Error('broken')) : mac.run(command)),
    };
    const again = await scan(TASKS, DEFAULT_POLICY, {
      runner,
      clock: mac.clock,
      asRoot: false,
      home: `/Users/${mac.state.user}`,
    });
    expect(findingOf(again, 'nfs-sharing')).toMatchObject({ kind: 'unknown' });
    expect(JSON.stringify(findingOf(again, 'nfs-sharing'))).toContain('broken');
    expect(findingOf(again, 'firewall').kind).toBe('noncompliant');
  });

  it('runs no more programs at once than it may', async () => {
    for (const atOnce of [1, 2, 5]) {
      const { runner, look } = arranged(FRESH);
      const found = await look({ limits: { ...SCAN_LIMITS, atOnce } });
      expect(runner.most).toBeLessThanOrEqual(atOnce);
      expect(found.tasks.some(({ finding }) => finding.kind === 'unknown')).toBe(false);
    }
  });

  // Proves P11: A scan ends within its time when everything hangs.
  it('ends within its time when everything hangs, even one program after the other', async () => {
    const faults = (Object.keys(PROGRAMS) as Program[]).map(hangs);
    for (const atOnce of [1, 24]) {
      const { look } = arranged({ ...FRESH, faults });
      const found = await look({ limits: { ...SCAN_LIMITS, atOnce } });
      expect(found.tookMs).toBeLessThanOrEqual(SCAN_LIMITS.scanMs);
      const kinds = found.tasks.map(({ finding }) => finding.kind);
      expect(kinds.filter((kind) => kind === 'compliant' || kind === 'noncompliant')).toEqual([]);
    }
  });

  it('can be cancelled: what has not answered is unknown, and it ends at once', async () => {
    const faults = [hangs('netstat'), hangs('system_profiler')];
    const { mac, look } = arranged({ ...hardenedMac('26.5'), faults });
    const cancel = new AbortController();
    setMaxListeners(100, cancel.signal);
    const scanning = look({ signal: cancel.signal });
    await mac.clock.sleep(1_000);
    cancel.abort();
    const found = await scanning;
    expect(found.tookMs).toBeLessThan(1_500);
    expect(findingOf(found, 'remote-login')).toMatchObject({ kind: 'unknown' });
    expect(JSON.stringify(findingOf(found, 'remote-login'))).toContain('cancelled');
    expect(findingOf(found, 'system-integrity-protection').kind).toBe('compliant');
  });

  it('that is cancelled before it begins asks nothing', async () => {
    const { look } = arranged(hardenedMac('26.5'));
    const cancel = new AbortController();
    cancel.abort();
    const found = await look({ signal: cancel.signal });
    expect(found.tasks.some(({ finding }) => finding.kind === 'compliant')).toBe(false);
    expect(found.tookMs).toBe(0);
  });

  it('tells how far it is, up to the whole', async () => {
    const told: (readonly [number, number])[] = [];
    const { look } = arranged(FRESH);
    await look({ onProgress: (done, total) => told.push([done, total]) });
    const last = told.at(-1);
    expect(last?.[0]).toBe(last?.[1]);
    const counted = told.map(([done]) => done);
    expect(counted).toEqual([...counted].sort((a, b) => a - b));
    expect(new Set(told.map(([, total]) => total)).size).toBe(1);
  });

  it('says when it was taken, and how long it took', async () => {
    const { mac, look } = arranged(FRESH);
    const began = mac.clock.now();
    const found = await look();
    expect(found.takenAt).toBe(mac.clock.now());
    expect(found.tookMs).toBe(mac.clock.now() - began);
  });
});
