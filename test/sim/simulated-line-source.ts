import type { Command } from '../../src/core/command';
import type { LineSource, StreamEnd, StreamListener } from '../../src/core/log/line-source';
import { firewallEvent } from './firewall-log';
import type { MacState } from './mac-state';
import { streamedEvents } from './programs/log';
import { printedSince } from './programs/printed-since';
import { type Ending, flood } from './run-program';
import type { SimulatedMac } from './simulated-mac';

/** Follows programs of a simulated Mac as its person: what they print at once, and what they print when the Mac changes. */
export class SimulatedLineSource implements LineSource {
  private readonly mac: SimulatedMac;
  private readonly streams = new Set<Stream>();

  constructor(mac: SimulatedMac) {
    this.mac = mac;
  }

  follow(command: Command, listener: StreamListener): void {
    void this.run(command, listener);
  }

  /**
   * Lets every `log stream` that is followed print this many lines more, as fast as they are taken: a pipe's worth at a
   * time, and the other events of this process in between, as when they came from a pipe.
   */
  async pour(lines: number): Promise<void> {
    const logs = [...this.streams].filter(({ command }) => command.program === 'log');
    await Promise.all(logs.map((one) => this.pourInto(one, lines)));
  }

  /** How many programs run on because somebody follows them. */
  followed(): number {
    return this.streams.size;
  }

  private async pourInto({ command, write }: Stream, lines: number): Promise<void> {
    const { state, clock } = this.mac;
    for (let at = 0; at < lines; at += LINES_IN_PIPE) {
      const events = Array.from({ length: Math.min(LINES_IN_PIPE, lines - at) }, (_, index) =>
        firewallEvent(state, clock.now(), {
          program: POURED[(at + index) % POURED.length] ?? 'node',
          from: '192.168.1.31',
          port: 3030,
          blocked: (at + index) % 3 === 0,
        }),
      );
      const isTaken = await write(streamedEvents(state, command.args, events));
      if (!isTaken) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private async run({ program, args }: Command, listener: StreamListener): Promise<void> {
    const { signal, timeoutMs } = listener;
    if (signal?.aborted === true) {
      await Promise.resolve();
      return listener.onEnd({ kind: 'cancelled' });
    }
    const stop = Promise.race([
      new Promise<StreamEnd>((resolve) =>
        signal?.addEventListener('abort', () => resolve({ kind: 'cancelled' }), { once: true }),
      ),
      ...(timeoutMs === undefined ? [] : [this.timeout(timeoutMs)]),
    ]);
    const begun = await Promise.race([this.mac.call(program, args, { root: false, user: this.mac.state.user }), stop]);
    if (isEnd(begun)) return listener.onEnd(begun);
    const told = this.mac.state;
    const end = await this.deliver(begun, listener);
    listener.onEnd(end ?? (await this.goOn({ program, args }, told, listener, stop)));
  }

  /** Hands over what was printed; undefined while the program runs on. */
  private async deliver(ending: Ending, listener: StreamListener): Promise<StreamEnd | undefined> {
    switch (ending.kind) {
      case 'exits':
        if (ending.stdout !== '') await listener.onText(ending.stdout);
        if (ending.stderr !== '') await listener.onErrorText?.(ending.stderr);
        return { kind: 'exited', exitCode: ending.exitCode, stderr: ending.stderr };
      case 'goes-on':
        if (ending.stdout !== '') await listener.onText(ending.stdout);
        return undefined;
      case 'floods':
        await listener.onText(flood(ending.bytes));
        return { kind: 'exited', exitCode: 0, stderr: '' };
      case 'is-ended':
        return { kind: 'signalled', signal: ending.signal, stderr: '' };
      case 'is-missing':
        return { kind: 'not-started', reason: 'there is no such program on this computer' };
      case 'hangs':
        return undefined;
    }
  }

  /** One piece at a time, and none after the end; `before` is how the Mac stood when the first piece was printed. */
  private async goOn(
    { program, args }: Command,
    before: MacState,
    listener: StreamListener,
    stop: Promise<StreamEnd>,
  ): Promise<StreamEnd> {
    let told = before;
    let isOver = false;
    let last: Promise<unknown> = Promise.resolve();
    const write = (text: string): Promise<boolean> => {
      const written = last.then(async () => {
        if (!isOver) await listener.onText(text);
        return !isOver;
      });
      last = written;
      return written;
    };
    const tell = (): void => {
      const text = printedSince(program, args, told, this.mac.state);
      told = this.mac.state;
      if (text === '') return;
      void write(text);
    };
    const stream: Stream = { command: { program, args }, write };
    const unsubscribe = this.mac.onChange(tell);
    this.streams.add(stream);
    tell();
    const end = await stop;
    isOver = true;
    this.streams.delete(stream);
    unsubscribe();
    return end;
  }

  private async timeout(afterMs: number): Promise<StreamEnd> {
    await this.mac.clock.sleep(afterMs);
    return { kind: 'timed-out', afterMs, stderr: '' };
  }
}

/** A program that runs on, and a way to let it print more; false when nobody takes it any longer. */
interface Stream {
  readonly command: Pick<Command, 'program' | 'args'>;
  readonly write: (text: string) => Promise<boolean>;
}

/** 64 KB, as much as a pipe holds. */
const LINES_IN_PIPE = 70;
const POURED = ['node', 'OrbStack', 'Python', 'rapportd', 'ControlCenter'] as const;

const END_KINDS: readonly string[] = ['timed-out', 'cancelled'];

function isEnd(one: Ending | StreamEnd): one is StreamEnd {
  return END_KINDS.includes(one.kind);
}
