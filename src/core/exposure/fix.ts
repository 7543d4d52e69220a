import type { CodeAdvice } from '../config/code-advice';
import { type Advice, adviceFor, isEnginesOwn, retirementAdvice } from './advice';
import { bindingId } from './binding';
import { switchOf } from './known-listeners';
import type { Listener } from './listener';
import type { FoundConfig } from './read-configs';
import { isFinding, type Verdict } from './verdict';

/** What can be done about a listener. */
export type Fix =
  /** Batten changes the file that decides; with `fileOnlyId` the service is not started anew. */
  | { readonly kind: 'part'; readonly id: string; readonly fileOnlyId: string }
  | { readonly kind: 'advice'; readonly steps: readonly string[]; readonly code?: CodeAdvice }
  /** Batten has a task for it in the catalogue. */
  | { readonly kind: 'task'; readonly taskId: string }
  | { readonly kind: 'none'; readonly because: string };

/** What can be done about a listener with this verdict; undefined where nothing has to be. */
export function fixFor(listener: Listener, verdict: Verdict, configs: readonly FoundConfig[]): Fix | undefined {
  if (verdict === 'macos') return macosFix(listener);
  if (verdict === 'retired' && listener.scope === 'this-mac') return advice(retirementAdvice(listener));
  if (!isFinding(verdict, listener.scope)) return undefined;
  const part = partFor(listener, configs);
  if (part.kind === 'closes') return partFix(part.config);
  if (verdict === 'retired') return advice(retirementAdvice(listener));
  if (listener.owner.kind === 'macos') return macosFix(listener) ?? advice(adviceFor(listener));
  return advice(adviceFor(listener, part.reason));
}

/** The id of the task that closes a listener, whatever the policy says. */
export function partIdOf(listener: Listener, configs: readonly FoundConfig[]): string | undefined {
  const part = partFor(listener, configs);
  return part.kind === 'closes' ? bindingId({ ...part.config, restarts: true }) : undefined;
}

type Part =
  { readonly kind: 'closes'; readonly config: FoundConfig } | { readonly kind: 'none'; readonly reason?: string };

/**
 * The one file that closes a listener.
 *
 * Only where exactly one decides and can be rewritten. A file that already says "this Mac" counts: the service has not read
 * it yet.
 */
function partFor(listener: Listener, configs: readonly FoundConfig[]): Part {
  if (isEnginesOwn(listener)) {
    return { kind: 'none', reason: 'The container’s file asks for this Mac only; the engine listens wider.' };
  }
  const deciding = configs.filter(({ listenerIds }) => listenerIds.includes(listener.id));
  const open = deciding.filter(({ bound }) => bound !== 'this-mac');
  const [config, ...others] = open.length > 0 ? open : deciding;
  if (config === undefined) return { kind: 'none' };
  if (others.length > 0) {
    return {
      kind: 'none',
      reason: `Several files decide about it: ${[config, ...others].map(({ path }) => path).join(', ')}.`,
    };
  }
  return config.refusal === undefined
    ? { kind: 'closes', config }
    : { kind: 'none', reason: `${config.path}: ${config.refusal}` };
}

function partFix(config: FoundConfig): Fix {
  return {
    kind: 'part',
    id: bindingId({ ...config, restarts: true }),
    fileOnlyId: bindingId({ ...config, restarts: false }),
  };
}

function macosFix({ owner }: Listener): Fix | undefined {
  if (owner.kind !== 'macos') return undefined;
  if (owner.taskId !== undefined) return { kind: 'task', taskId: owner.taskId };
  const how = switchOf(owner.service);
  return how.kind === 'steps' ? { kind: 'advice', steps: how.steps } : { kind: 'none', because: owner.turnOff };
}

function advice({ steps, code }: Advice): Fix {
  return { kind: 'advice', steps, ...(code === undefined ? {} : { code }) };
}
