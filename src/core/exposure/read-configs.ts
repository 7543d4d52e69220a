import type { CommandResult } from '../command';
import { composeFile } from '../config/compose-file';
import type { Spots } from '../config/config-format';
import { CONFIG_KINDS } from '../config/config-kinds';
import type { MacFacts } from '../mac';
import { answerOf } from '../parse/answer';
import { type Parsed, read, unreadable } from '../result';
import type { CommandResults } from '../task';
import { bindingId, type ServiceConfig } from './binding';
import { type ConfigCandidate, configCandidates, keyOfConfig, readConfigFile } from './config-candidates';
import type { Listener } from './listener';
import { gapAbout, isNotThere, type SourceGap } from './source-gap';

/** A configuration file that was found, and whether Batten can close the service in it. */
export interface FoundConfig extends ServiceConfig {
  /** The listeners that it may decide about. */
  readonly listenerIds: readonly string[];
  /** What the file says now; `unclear` where it could not be read. */
  readonly bound: Spots['bound'];
  /** Why it cannot be closed there by rewriting; absent where it can. */
  readonly refusal?: string;
}

export interface ConfigReading {
  readonly configs: readonly FoundConfig[];
  readonly gaps: readonly SourceGap[];
}

/**
 * Reads the files that may decide about what others can reach.
 *
 * One that is not there decides nothing, unless a container was made from it: then the container cannot be made anew. One
 * that cannot be read is a gap.
 */
export function readConfigs(
  listeners: readonly Listener[],
  results: CommandResults,
  mac: Pick<MacFacts, 'home'>,
): ConfigReading {
  const known = new Map<string, ConfigOf>();
  const configs = new Map<string, FoundConfig>();
  const gaps = new Map<string, SourceGap>();
  for (const candidate of configCandidates(listeners, results, mac)) {
    const { path, listenerId, subjects, programs } = candidate;
    const key = JSON.stringify([path, subjects, programs]);
    const found = known.get(key) ?? configOf(candidate, results[keyOfConfig(path)], listeners);
    known.set(key, found);
    if (found.gap !== undefined) gaps.set(path, found.gap);
    if (found.config === undefined) continue;
    const id = bindingId({ ...found.config, restarts: true });
    configs.set(id, { ...found.config, listenerIds: [...(configs.get(id)?.listenerIds ?? []), listenerId] });
  }
  return { configs: [...configs.values()], gaps: [...gaps.values()] };
}

/** What one file came to; nothing where it decides nothing. */
interface ConfigOf {
  readonly config?: Omit<FoundConfig, 'listenerIds'>;
  readonly gap?: SourceGap;
}

function configOf(
  candidate: ConfigCandidate,
  result: CommandResult | undefined,
  listeners: readonly Listener[],
): ConfigOf {
  const { format, path, programs, subjects } = candidate;
  const refused = (refusal: string): ConfigOf => {
    const config = { format, path, subject: subjects[0] ?? '', programs, bound: 'unclear', refusal } as const;
    return format === 'compose' ? { config } : {};
  };
  if (isNotThere(result)) return refused('It is not there any more.');
  const text = textOf(path, result);
  if (text.kind === 'unreadable') {
    return { ...refused('It could not be read.'), gap: gapAbout('files', `What ${path} says`, text.reason) };
  }
  const config = configIn(candidate, text.value, listeners);
  return config === undefined ? {} : { config };
}

function textOf(path: string, result: CommandResult | undefined): Parsed<string> {
  const answer = answerOf(readConfigFile(path), result);
  if (answer.kind === 'unreadable') return answer;
  return answer.value.exitCode === 0 ? read(answer.value.stdout) : unreadable('it may not be read');
}

/** The first subject that the file speaks of; undefined where it speaks of none, as a Compose file of another service. */
function configIn(
  { format, path, subjects, programs }: ConfigCandidate,
  text: string,
  listeners: readonly Listener[],
): Omit<FoundConfig, 'listenerIds'> | undefined {
  if (!speaksOf({ format, subjects, programs }, text)) return undefined;
  const kind = CONFIG_KINDS[format];
  const base = { format, path, programs };
  let refusal: string | undefined;
  for (const subject of subjects) {
    const spots = kind.find(text, subject);
    if (spots.kind === 'unreadable') {
      refusal ??= spots.reason;
      continue;
    }
    const { bound, slices, shared } = spots.value;
    if (slices.length === 0) continue;
    const closed = kind.closed(text, subject);
    const why = closed.kind === 'unreadable' ? closed.reason : sharingReason(path, shared, listeners);
    return { ...base, subject, bound, ...(why === undefined ? {} : { refusal: why }) };
  }
  // A job of launchd that says no address is no place to change one.
  if (format === 'launchd-plist' || refusal === undefined) return undefined;
  return { ...base, subject: subjects[0] ?? '', bound: 'unclear', refusal };
}

/** Closing one service would close another that can be reached now, perhaps on purpose. */
function sharingReason(path: string, shared: readonly string[], listeners: readonly Listener[]): string | undefined {
  const touched = shared.filter((service) =>
    listeners.some(({ owner, scope }) => {
      const compose = owner.kind === 'container' ? owner.container.compose : undefined;
      return scope !== 'this-mac' && compose?.service === service && compose.files.includes(path);
    }),
  );
  return touched.length === 0 ? undefined : `The same lines of the file also decide about ${touched.join(', ')}.`;
}

/** Whether a job's text names one of the programs as what it starts, or a Compose file has the service at all. */
function speaksOf(
  { format, subjects, programs }: Pick<ConfigCandidate, 'format' | 'subjects' | 'programs'>,
  text: string,
): boolean {
  if (format === 'launchd-plist') {
    return programs.some((program) => text.includes(`/${program}</string>`) || text.includes(`>${program}</string>`));
  }
  const file = format === 'compose' ? composeFile(text) : undefined;
  return file?.kind !== 'read' || subjects.some((subject) => file.value.services.has(subject));
}
