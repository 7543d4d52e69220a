import type { Policy } from '../core/policy';
import type { PolicyProblem } from '../core/policy-store';
import { nodeAt, entryOf, type PolicyDocument, readDocument, valueOf } from './policy-document';
import { contradictionsIn } from './policy-rules';
import { type Fault, policyOf, readForm } from './policy-schema';
import { type Mistake, problemsOf } from './policy-tokens';
import { quoted } from './policy-words';

/** What the text of a policy says: a policy, or everything that keeps it from being one, at most 20 problems. */
export type PolicyTextReading =
  | { readonly kind: 'read'; readonly policy: Policy; readonly document: PolicyDocument }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

/**
 * Reads `batten.policy/1` from YAML 1.2. Never throws.
 *
 * All or nothing: a text with one problem is no policy at all, since the half that can be read could be milder than
 * the whole was meant to be. `taskIds` are those of the catalogue.
 */
export function readPolicyText(text: string, taskIds: readonly string[]): PolicyTextReading {
  const reading = readDocument(text);
  if (reading.kind === 'invalid') return reading;
  const { document } = reading;
  const value = valueOf(document.root);
  const form = readForm(value);
  const faults = [...(form.kind === 'invalid' ? form.faults : []), ...contradictionsIn(value, taskIds)];
  const mistakes = [...document.mistakes, ...faults.map((fault) => mistakeOf(fault, document))];
  if (form.kind === 'read' && mistakes.length === 0) return { kind: 'read', policy: policyOf(form.form), document };
  return { kind: 'invalid', problems: problemsOf(document.tokens, mistakes) };
}

/** Names the place: the value, its key, or what it is missing from. */
function mistakeOf({ path, message, ofKey }: Fault, { root }: PolicyDocument): Mistake {
  const last = path.at(-1);
  if (last === undefined) return { offset: root.start, message: `the policy ${message}` };
  const parent = nodeAt(root, path.slice(0, -1)) ?? root;
  const subject = typeof last === 'number' ? `an entry of ${String(path.at(-2))}` : nameOf(String(last));
  if (ofKey === true && parent.kind === 'map') {
    return { offset: entryOf(parent, last)?.keyPlace.start ?? parent.start, message: `${subject} ${message}` };
  }
  const node = nodeAt(root, path);
  if (node === undefined) return { offset: parent.start, message: `${subject} is missing` };
  return { offset: node.start, message: `${subject} ${message}` };
}

function nameOf(key: string): string {
  return /^[a-z-]{1,30}$/.test(key) ? key : quoted(key);
}
