import { describe, expect, it } from 'vitest';
import { type Command, type CommandResult, isPrivate } from '../../src/core/command';
import { answeringServices, healthCommand, stoppedServices } from '../../src/core/health';
import { type Policy, type ServicePolicy, STRICT_POLICY } from '../../src/core/policy';
import type { Clock, CommandRunner } from '../../src/core/runner';
import { machine, servingMac } from '../sim/machines';
import { SimulatedMac } from '../sim/simulated-mac';
import { VirtualClock } from '../sim/virtual-time';
import { fc } from './fixed-chance';

function service(port: number, more: Partial<ServicePolicy> = {}): ServicePolicy {
  return { name: `Service ${port}`, protocol: 'tcp', port, scope: 'this-mac', reason: 'Used here.', ...more };
}

const page = (path: string): Pick<ServicePolicy, 'health'> => ({ health: { kind: 'http', path } });
const policyOf = (...services: readonly ServicePolicy[]): Policy => ({ ...STRICT_POLICY, services });
const exited = (exitCode: number, stdout = ''): CommandResult => ({ kind: 'exited', exitCode, stdout, stderr: '' });

/** The port that a question is about. */
function portIn({ program, args }: Command): number {
  return Number(program === 'nc' ? args.at(-1) : /:(\d+)\//.exec(args.at(-1) ?? '')?.[1]);
}

/** A Mac on which a test decides how each question is answered; the clock is virtual. */
function macWith(answer: (port: number, at: number) => CommandResult | Promise<CommandResult>): {
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly asked: number[];
} {
  const clock = new VirtualClock(0);
  const asked: number[] = [];
  const runner: CommandRunner = {
    run: async (question) => {
      asked.push(portIn(question));
      return answer(portIn(question), clock.now());
    },
  };
  return { runner, clock, asked };
}

describe('the question whether a service answers', () => {
  it('is a connection on this Mac, or the page that the policy names', () => {
    expect(healthCommand(service(5432))).toEqual({ program: 'nc', args: ['-z', '-w', '2', '127.0.0.1', '5432'] });
    const { program, args } = healthCommand(service(3100, page('/health?x=1')));
    expect([program, args.at(-1)]).toEqual(['curl', 'http://127.0.0.1:3100/health?x=1']);
  });

  it('goes to no proxy, follows no file of the person’s, and shows no page', () => {
    const question = healthCommand(service(3100, page('/')));
    expect(question.args[0]).toBe('--disable');
    expect(question.args).toEqual(expect.arrayContaining(['--noproxy', '*', '--output', '/dev/null']));
    expect(question.args).not.toContain('--location');
    expect(isPrivate(question)).toBe(true);
  });
});

describe('the services that answer now', () => {
  it.each([
    ['200', true],
    ['204', true],
    ['302', true],
    ['401', true],
    ['404', true],
    ['500', false],
    ['503', false],
    ['000', false],
    ['', false],
    ['600', false],
    ['2000', false],
    ['200200', false],
    ['OK', false],
  ])('with %s for a page: %s', async (status, answers) => {
    const { runner, clock } = macWith(() => exited(0, status));
    const one = service(3100, page('/'));
    expect(await answeringServices(policyOf(one), { runner, clock })).toEqual(answers ? [one] : []);
  });

  it.each<readonly [string, CommandResult | Error]>([
    ['nobody listens', exited(7, '000')],
    ['the question fails although a page came', exited(28, '200')],
    ['it takes too long', { kind: 'timed-out', afterMs: 6_000 }],
    ['the tool is not there', { kind: 'not-started', reason: 'no such program' }],
    ['the tool is ended', { kind: 'signalled', signal: 'SIGTERM', stdout: '200', stderr: '' }],
    ['the tool floods', { kind: 'flooded', limitBytes: 1 }],
    ['it is cancelled', { kind: 'cancelled' }],
    ['the runner throws', new Error('broken')],
  ])('are none where %s', async (_name, result) => {
    const { runner, clock } = macWith(() => (result instanceof Error ? Promise.reject(result) : result));
    expect(await answeringServices(policyOf(service(1), service(3100, page('/'))), { runner, clock })).toEqual([]);
  });

  it('are asked of those alone that a connection can tell of and that should run', async () => {
    const { runner, clock, asked } = macWith(() => exited(0));
    const [tcp, udp, retired] = [service(1), service(2, { protocol: 'udp' }), service(3, { retired: '2026-05-18' })];
    expect(await answeringServices(policyOf(udp, tcp, retired), { runner, clock })).toEqual([tcp]);
    expect(asked).toEqual([1]);
  });

  it('on simulated Macs are those that are there', async () => {
    const policy = policyOf(service(5432), service(3100, page('/')), service(5432, page('/')), service(4444));
    const ports = async (mac: SimulatedMac): Promise<readonly (readonly [number, boolean])[]> => {
      const found = await answeringServices(policy, { runner: mac, clock: mac.clock });
      return found.map(({ port, health }) => [port, health !== undefined]);
    };
    // A database does not speak HTTP.
    expect(await ports(new SimulatedMac(servingMac('26.5')))).toEqual([
      [5432, false],
      [3100, true],
    ]);
    expect(await ports(new SimulatedMac(machine('hardened', '26.5')))).toEqual([
      [5432, false],
      [3100, true],
    ]);
    expect(await ports(new SimulatedMac(machine('stock', '26.5')))).toEqual([]);
  });
});

describe('the services that have stopped', () => {
  it('are none where none answered before, and nothing is asked', async () => {
    const { runner, clock, asked } = macWith(() => exited(1));
    expect([await stoppedServices([], { runner, clock }), asked, clock.now()]).toEqual([[], [], 0]);
  });

  it('are none where all answer at once', async () => {
    const { runner, clock, asked } = macWith(() => exited(0, '200'));
    expect(await stoppedServices([service(1), service(2, page('/'))], { runner, clock })).toEqual([]);
    expect([asked, clock.now()]).toEqual([[1, 2], 0]);
  });

  it('are those that never come back, after they had time to', async () => {
    const { runner, clock, asked } = macWith((port) => exited(port === 2 ? 1 : 0));
    const stopped = await stoppedServices([service(1), service(2), service(3)], { runner, clock });
    expect(stopped).toEqual([{ name: 'Service 2', port: 2 }]);
    expect(clock.now()).toBeGreaterThan(10_000);
    expect(clock.now()).toBeLessThanOrEqual(20_000);
    // What answers is not asked again.
    expect(asked.filter((port) => port !== 2)).toEqual([1, 3]);
  });

  it('are those that cannot be asked, too', async () => {
    const { runner, clock } = macWith(() => Promise.reject(new Error('broken')));
    expect(await stoppedServices([service(1)], { runner, clock })).toEqual([{ name: 'Service 1', port: 1 }]);
  });

  it('are named whatever the order in which services come back, and only those', async () => {
    const back = fc.array(fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 15_000 })), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(back, async (times) => {
        const { runner, clock } = macWith((port, at) => exited(at >= (times[port] ?? 0) ? 0 : 1));
        const before = times.map((_time, port) => service(port));
        const stopped = await stoppedServices(before, { runner, clock });
        expect(stopped.map(({ port }) => port)).toEqual(
          times.flatMap((time, port) => (time === Infinity ? [port] : [])),
        );
        expect(clock.now()).toBeLessThanOrEqual(20_000);
      }),
      { numRuns: 100 },
    );
  });
});
