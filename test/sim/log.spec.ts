import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/command';
import type { StreamEnd } from '../../src/core/log/line-source';
import { hangs } from './faults';
import { firewallEvent } from './firewall-log';
import { type Release, servingMac, stockMac } from './machines';
import type { MacState } from './mac-state';
import { call } from './play';
import { SimulatedLineSource } from './simulated-line-source';
import { SimulatedMac } from './simulated-mac';

const PREDICATE = 'process == "socketfilterfw" OR subsystem == "com.apple.alf"';
const STREAM = { program: 'log', args: ['stream', '--style', 'ndjson', '--predicate', PREDICATE] } as const;
const show = (state: MacState, ...args: readonly string[]) =>
  call(state, 'user', 'log', 'show', '--style', 'ndjson', ...args)
    .stdout.trimEnd()
    .split('\n');
const messages = (lines: readonly string[]) =>
  lines
    .map((line) => (JSON.parse(line) as { eventMessage?: string }).eventMessage)
    .filter((text) => text !== undefined);

describe('log show', () => {
  it('ends with the number of events, which may be none', () => {
    expect(show(stockMac('26.5'), '--last', '15m', '--predicate', PREDICATE)).toEqual(['{"count":0,"finished":1}']);
    expect(show(servingMac('26.5'), '--last', '1h', '--predicate', PREDICATE).at(-1)).toBe('{"count":3,"finished":1}');
  });

  it('keeps to the stretch of time that is asked for', () => {
    const serving = servingMac('26.5');
    const at = (minutes: number): string => `@${Math.floor((serving.time - minutes * 60_000) / 1000)}`;
    expect(messages(show(serving, '--last', '15m'))).toHaveLength(2);
    expect(messages(show(serving, '--start', at(60), '--end', at(20)))).toHaveLength(1);
    expect(call(serving, 'user', 'log', 'show', '--last', 'soon').exitCode).toBe(64);
  });

  it.each<[Release, string]>([
    ['14.6', 'Deny Python data in from 192.168.1.77:52113 to port 0.0.0.0:8000 proto=6'],
    ['15.6', 'KNOWN APP FLOW: Python, return known verdict: 2'],
    ['26.5', 'KNOWN APP FLOW: Python, return known verdict: 2'],
  ])('speaks of the firewall in the words of macOS %s', (release, last) => {
    const all = messages(show(servingMac(release), '--info', '--last', '1h', '--predicate', PREDICATE));
    expect(all.at(-1)).toBe(last);
  });

  it('hides the events of macOS 14 unless those of the level info are asked for', () => {
    expect(messages(show(servingMac('14.6'), '--last', '1h', '--predicate', 'subsystem == "com.apple.alf"'))).toEqual(
      [],
    );
    expect(messages(show(servingMac('26.5'), '--last', '1h', '--predicate', 'subsystem == "com.apple.alf"'))).toEqual(
      [],
    );
  });

  it('has a header and lines in its other styles', () => {
    const compact = call(servingMac('26.5'), 'user', 'log', 'show', '--style', 'compact', '--last', '15m').stdout;
    expect(compact).toMatch(/^Timestamp {15}Ty Process\[PID:TID\]\n2026-11-22 09:18:00\.137 Df socketfilterfw\[402:/);
  });
});

interface Followed {
  readonly texts: string[];
  readonly end: Promise<StreamEnd>;
  readonly stop: () => void;
}

function follow(mac: SimulatedMac, command: Command, timeoutMs?: number): Followed {
  const controller = new AbortController();
  const texts: string[] = [];
  const end = new Promise<StreamEnd>((resolve) =>
    new SimulatedLineSource(mac).follow(command, {
      onText: (text) => void texts.push(text),
      onEnd: resolve,
      signal: controller.signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }),
  );
  return { texts, end, stop: () => controller.abort() };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('following what a simulated Mac prints', () => {
  it('tells what is in the log, then what comes, until it is stopped', async () => {
    const mac = new SimulatedMac(servingMac('26.5'));
    const { texts, end, stop } = follow(mac, STREAM);
    await settled();
    expect(texts.join('')).toMatch(/^Filtering the log data using "/);
    expect(messages(texts.join('').trimEnd().split('\n').slice(1))).toHaveLength(3);
    const event = firewallEvent(mac.state, mac.clock.now(), {
      program: 'node',
      from: '192.168.1.9',
      port: 3030,
      blocked: true,
    });
    mac.change((state) => ({ ...state, log: [...state.log, event, { ...event, process: '/usr/bin/other' }] }));
    await settled();
    expect(messages([texts.at(-1) ?? ''])).toEqual(['KNOWN APP FLOW: node, return known verdict: 2']);
    stop();
    expect(await end).toEqual({ kind: 'cancelled' });
    const told = texts.length;
    mac.change((state) => ({ ...state, log: [...state.log, event] }));
    await settled();
    expect(texts).toHaveLength(told);
  });

  it('follows a container’s log', async () => {
    const mac = new SimulatedMac(servingMac('26.5'));
    const { engine } = mac.state;
    const id = engine?.containers.find(({ name }) => name === 'planka-planka-1')?.id ?? '';
    const { texts, stop, end } = follow(mac, {
      program: 'docker',
      args: ['logs', '--timestamps', '--tail', '100', '--follow', id],
    });
    await settled();
    expect(texts.join('').split('\n')).toHaveLength(3);
    mac.change((state) => {
      if (state.engine === undefined) return state;
      const containers = state.engine.containers.map((one) =>
        one.id === id ? { ...one, log: [...one.log, 'more'] } : one,
      );
      return { ...state, engine: { ...state.engine, containers } };
    });
    await settled();
    expect(texts.at(-1)).toBe('more\n');
    stop();
    await end;
  });

  it('ends as the program ends', async () => {
    const mac = new SimulatedMac(stockMac('26.5'));
    const said = follow(mac, { program: 'sw_vers', args: [] });
    expect(await said.end).toEqual({ kind: 'exited', exitCode: 0, stderr: '' });
    expect(said.texts.join('')).toContain('26.5');
    expect(await follow(mac, { program: 'docker', args: ['logs', 'x'] }).end).toMatchObject({ kind: 'not-started' });
    mac.setFaults(hangs({ program: 'log' }));
    expect(await follow(mac, STREAM, 5_000).end).toMatchObject({ kind: 'timed-out', afterMs: 5_000 });
  });

  it('takes as long as it is given when a program that goes on is run like any other', async () => {
    const mac = new SimulatedMac(stockMac('26.5'));
    expect(await mac.run(STREAM, { timeoutMs: 3_000 })).toEqual({ kind: 'timed-out', afterMs: 3_000 });
  });
});
