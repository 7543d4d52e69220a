import { command, type CommandResult } from '../../core/command';
import { textsAt } from '../../core/config/config-format';
import { CONFIG_KINDS } from '../../core/config/config-kinds';
import { type Binding, type BindingWish, bindingId } from '../../core/exposure/binding';
import { listenersDecidedBy } from '../../core/exposure/decided-by';
import type { Exposure, Listener } from '../../core/exposure/listener';
import { exposureProbe, furtherExposure } from '../../core/exposure/probe';
import { readExposure } from '../../core/exposure/read-exposure';
import { answerOf } from '../../core/parse/answer';
import { references } from '../../core/references';
import { type Parsed, read, unreadable } from '../../core/result';
import { ALWAYS, type AnyTask, defineTask } from '../../core/task';
import { gateFor, type OriginState, recogniseOrigin, restartFor } from './service-restart';

/**
 * Where a file lets a service listen, and where the service really does.
 *
 * `texts` are the exact pieces of the file, `closed` what they become; `origin` is how Compose started the container. Where
 * only the file is to change, `live` is `not-asked`: whoever starts the service later must not thereby make the file seem
 * changed by somebody else, and so keep it from being taken back.
 */
export type BindingState = {
  readonly texts: readonly string[];
  readonly closed: readonly string[];
  readonly live: 'this-mac' | 'wider' | 'not-listening' | 'not-asked';
  readonly origin: OriginState | null;
};

const LIVE = ['this-mac', 'wider', 'not-listening'] as const;
const FILE_ONLY = ['not-asked'] as const;

/** The task of one binding: let what one file describes listen on this Mac only. */
export function configBinding(binding: BindingWish): AnyTask {
  const { format, path, subject, restarts } = binding;
  const name = subject === '' || format === 'launchd-plist' ? path.slice(path.lastIndexOf('/') + 1) : subject;
  const kind = CONFIG_KINDS[format];
  const recognise = (value: unknown): BindingState | undefined =>
    recogniseState(value, restarts ? LIVE : FILE_ONLY, (texts) => kind.accepts(texts));
  const task = defineTask<BindingState, string>({
    id: bindingId(binding),
    area: 'Exposure',
    title: `Let ${name} listen on this Mac only`,
    name: `Binding of ${name}`,
    scope: 'person',
    risk: 'interrupts',
    severity: 'exposed',
    explain: {
      what: `Changes where ${path} lets ${name} listen${restarts ? ', and starts it anew' : '. It is not started anew'}.`,
      why: 'A service that only programs on this Mac use, or a tunnel leads to, needs no door to the network.',
      cost: restarts
        ? `Other devices can no longer connect to ${name} directly, and it is away for a moment while it starts anew.`
        : `Other devices can no longer connect to ${name} directly once it starts anew.`,
    },
    exposes: `Other devices can reach ${name}.`,
    references: references({ nist: 'AC-4 SC-7 CM-7', safeguards: '4.8' }),
    settleMs: 20_000,
    applies: ALWAYS,
    probe: (mac) => ({ ...exposureProbe(mac), file: command('cat', path) }),
    further: furtherExposure,
    read(results, mac) {
      const text = textOf(results['file'], path);
      if (text.kind === 'unreadable') return text;
      const exposure = readExposure(results, mac);
      const hiding = exposure.gaps.find(({ hidesListeners }) => hidesListeners);
      if (hiding !== undefined) return unreadable(`${hiding.what}: ${hiding.reason}`);
      const spots = kind.find(text.value, subject);
      if (spots.kind === 'unreadable') return spots;
      const closed = kind.closed(text.value, subject);
      if (closed.kind === 'unreadable') return closed;
      const { shared, words, slices } = spots.value;
      const state = recognise({
        texts: textsAt(text.value, slices),
        closed: closed.value,
        live: restarts ? liveOf(listenersDecidedBy(binding, text.value, exposure.listeners)) : 'not-asked',
        origin: originOf(binding, exposure),
      });
      // What would not be recognised in the journal could not be taken back.
      if (state === undefined) return unreadable(`${path}, or how it was started, is of a form that is not understood`);
      const notes = [words, ...(shared.length === 0 ? [] : [`The same lines decide it for ${shared.join(', ')}`])];
      return read({ state, notes });
    },
    recognise,
    isWanted: (state) => sameTexts(state.texts, state.closed) && state.live !== 'wider',
    target: (before) => ({
      ...before,
      texts: before.closed,
      live: before.live === 'wider' ? 'this-mac' : before.live,
    }),
    change(from, to) {
      const gate = gateFor(binding, from.origin);
      const edit = {
        path,
        format,
        subject,
        from: from.texts,
        to: to.texts,
        ...(gate === undefined ? {} : { gate }),
      };
      const runs = restarts && from.live !== 'not-listening';
      return {
        kind: 'commands',
        root: [],
        user: runs ? restartFor(binding, from.origin) : [],
        files: sameTexts(from.texts, to.texts) ? [] : [edit],
      };
    },
    sentence: (state) =>
      state.live === 'not-asked'
        ? `Its file lets ${name} listen ${sameTexts(state.texts, state.closed) ? 'on this Mac only' : 'for other devices, too'}`
        : `${name} ${SAYS[state.live]}`,
    words: (state) => (sameTexts(state.texts, state.closed) ? CLOSED_WORDS[state.live] : OPEN_WORDS[state.live]),
  });
  return task;
}

const SAYS: Readonly<Record<(typeof LIVE)[number], string>> = {
  'this-mac': 'listens on this Mac only',
  wider: 'listens on addresses that other devices can reach',
  'not-listening': 'does not listen now',
};
const OPEN_WORDS: Readonly<Record<BindingState['live'], string>> = {
  'this-mac': 'Open in the file, closed until it starts anew',
  wider: 'Open to other devices',
  'not-listening': 'Open to other devices once it starts',
  'not-asked': 'Open in the file',
};
const CLOSED_WORDS: Readonly<Record<BindingState['live'], string>> = {
  'this-mac': 'This Mac only',
  wider: 'Closed in the file, open until it starts anew',
  'not-listening': 'This Mac only once it starts',
  'not-asked': 'Closed in the file, in effect once it starts anew',
};

function textOf(result: CommandResult | undefined, path: string): Parsed<string> {
  const answer = answerOf(command('cat', path), result);
  if (answer.kind === 'unreadable') return answer;
  return answer.value.exitCode === 0 ? read(answer.value.stdout) : unreadable(`${path} cannot be read`);
}

function liveOf(listeners: readonly Listener[]): (typeof LIVE)[number] {
  if (listeners.length === 0) return 'not-listening';
  return listeners.every(({ scope, firewall }) => scope === 'this-mac' && firewall !== 'blocks') ? 'this-mac' : 'wider';
}

function originOf({ format, path, subject }: Binding, { containers }: Exposure): unknown {
  if (format !== 'compose') return null;
  const found = containers.find(({ compose }) => compose?.service === subject && compose.files.includes(path));
  return found?.compose ?? null;
}

function recogniseState(
  value: unknown,
  lives: readonly BindingState['live'][],
  accepts: (texts: readonly string[]) => boolean,
): BindingState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { texts, closed, live, origin } = value as Partial<Record<keyof BindingState, unknown>>;
  const known = lives.find((one) => one === live);
  const of = origin === null ? null : recogniseOrigin(origin);
  if (!areTexts(texts) || !areTexts(closed) || known === undefined || of === undefined) return undefined;
  if (texts.length !== closed.length) return undefined;
  return accepts(texts) && accepts(closed) ? { texts, closed, live: known, origin: of } : undefined;
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= 200 && value.every((one) => typeof one === 'string');
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
