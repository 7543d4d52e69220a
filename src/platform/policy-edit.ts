import { sameJson } from '../core/json';
import type { AllowedApplication, Policy, ServicePolicy } from '../core/policy';
import type { PolicyEdit, PolicyProblem } from '../core/policy-store';
import { assertNever } from '../core/result';
import { entryOf, nodeAt, type PolicyDocument, type PolicyNode, valueOf } from './policy-document';
import {
  airdropWord,
  applicationFields,
  bareText,
  type Entry,
  type Field,
  item,
  pair,
  serviceFields,
  under,
  word,
} from './policy-entry';
import { append, commentsIn, type IsSame, type Owner, remove, setFields, type Splice, spliced } from './policy-splice';
import { readPolicyText } from './policy-text';
import { quoted } from './policy-words';

/** A text after an edit, which is the same text where the policy already was as wanted. */
export type EditedText =
  | { readonly kind: 'edited'; readonly text: string; readonly policy: Policy }
  | { readonly kind: 'refused'; readonly reason: string; readonly problems: readonly PolicyProblem[] };

/**
 * Makes one edit in the text of a policy and leaves every comment and every other line as it is.
 *
 * What came out is read again: unless it is the policy that was meant, and holds every comment, nothing is edited.
 */
export function editPolicyText(text: string, edit: PolicyEdit, taskIds: readonly string[]): EditedText {
  const before = readPolicyText(text, taskIds);
  if (before.kind === 'invalid') return refused('it cannot be read as it is', before.problems);
  const asked = policyAfter(before.policy, edit);
  if (typeof asked === 'string') return refused(asked);
  const bare = readPolicyText(bareText(asked), taskIds);
  if (bare.kind === 'invalid') {
    return refused(`it would be no policy any more: ${bare.problems.map(({ message }) => message).join('; ')}`);
  }
  const meant = bare.policy;
  if (sameJson(meant, before.policy)) return { kind: 'edited', text, policy: before.policy };
  const splices = splicesFor(before.document, before.policy, edit);
  const edited = splices && spliced(text, splices);
  const after = edited === undefined ? undefined : readPolicyText(edited, taskIds);
  const whole =
    after?.kind === 'read' && sameJson(after.policy, meant) && keepsComments(before.document, after.document);
  return whole && edited !== undefined ? { kind: 'edited', text: edited, policy: after.policy } : refused(BY_HAND);
}

const BY_HAND =
  'this part of the file is written in a way that Batten cannot change without touching more; edit it by hand';

function refused(reason: string, problems: readonly PolicyProblem[] = []): EditedText {
  return { kind: 'refused', reason, problems };
}

function keepsComments(before: PolicyDocument, after: PolicyDocument): boolean {
  const left = commentsIn(after.tokens).toSorted();
  return sameJson(commentsIn(before.tokens).toSorted(), left);
}

/** The policy that an edit asks for, or why there is none. */
function policyAfter(policy: Policy, edit: PolicyEdit): Policy | string {
  const { services, allowedApplications, notWanted } = policy;
  switch (edit.kind) {
    case 'expect':
      return { ...policy, services: put(services, edit.service, serviceIndex(services, edit.service)) };
    case 'forget':
      return services.some(({ name }) => name === edit.name)
        ? { ...policy, services: services.filter(({ name }) => name !== edit.name) }
        : `no service is called ${quoted(edit.name)}`;
    case 'allow-application': {
      const index = applicationIndex(allowedApplications, edit.application.name);
      return { ...policy, allowedApplications: put(allowedApplications, edit.application, index) };
    }
    case 'disallow-application':
      return allowedApplications.some(({ name }) => name === edit.name)
        ? { ...policy, allowedApplications: allowedApplications.filter(({ name }) => name !== edit.name) }
        : `no allowed application is called ${quoted(edit.name)}`;
    case 'want-task':
      return { ...policy, notWanted: notWanted.filter((id) => id !== edit.taskId) };
    case 'do-not-want-task':
      return notWanted.includes(edit.taskId) ? policy : { ...policy, notWanted: [...notWanted, edit.taskId] };
    case 'airdrop':
      return { ...policy, airdrop: edit.value };
    default:
      return assertNever(edit);
  }
}

function put<T>(all: readonly T[], one: T, index: number): readonly T[] {
  return index === -1 ? [...all, one] : all.with(index, one);
}

function serviceIndex(services: readonly ServicePolicy[], service: ServicePolicy): number {
  const identity = ({ protocol, port, process, container }: ServicePolicy): unknown => [
    protocol,
    port,
    process ?? null,
    container ?? null,
  ];
  return services.findIndex((one) => sameJson(identity(one), identity(service)));
}

function applicationIndex(applications: readonly AllowedApplication[], name: string): number {
  return applications.findIndex((application) => application.name === name);
}

type Splices = readonly Splice[] | undefined;

/** Undefined where the text is written in a way that cannot be spliced. */
function splicesFor(document: PolicyDocument, policy: Policy, edit: PolicyEdit): Splices {
  const { services, allowedApplications, notWanted } = policy;
  switch (edit.kind) {
    case 'expect': {
      const fields = serviceFields(edit.service);
      return putEntry(document, 'services', serviceIndex(services, edit.service), fields);
    }
    case 'forget':
      return removeFrom(
        document,
        ['services'],
        services.findIndex(({ name }) => name === edit.name),
      );
    case 'allow-application': {
      const fields = applicationFields(edit.application);
      const index = applicationIndex(allowedApplications, edit.application.name);
      return putEntry(document, 'allowed-applications', index, fields);
    }
    case 'disallow-application':
      return removeFrom(document, ['allowed-applications'], applicationIndex(allowedApplications, edit.name));
    case 'want-task':
      return removeFrom(document, NOT_WANTED, notWanted.indexOf(edit.taskId));
    case 'do-not-want-task':
      return addUnder(document, NOT_WANTED, word(edit.taskId));
    case 'airdrop': {
      const written = nodeAt(document.root, ['tasks', 'airdrop']);
      const value = airdropWord(edit.value);
      if (written === undefined) return addUnder(document, ['tasks'], pair({ key: 'airdrop', value }));
      return [{ start: written.start, end: written.end, text: value }];
    }
    default:
      return assertNever(edit);
  }
}

const NOT_WANTED = ['tasks', 'not-wanted'];

function putEntry(document: PolicyDocument, list: string, index: number, fields: readonly Field[]): Splices {
  const written = nodeAt(document.root, [list, index]);
  if (written === undefined) return addUnder(document, [list], item(fields));
  if (written.alias || written.kind !== 'map') return undefined;
  if (written.flow) return [{ start: written.start, end: written.end, text: item(fields).flow }];
  return setFields(document.tokens, written, fields, saysTheSame);
}

const saysTheSame: IsSame = (key, written, wanted) => {
  const value = valueOf(written);
  if (wanted === undefined) return key === 'protocol' && value === 'tcp';
  const meant = typeof value === 'string' && key === 'reason' ? value.trim() : value;
  return sameJson(meant, wanted.value);
};

function removeFrom(document: PolicyDocument, path: readonly string[], index: number): Splices {
  const list = nodeAt(document.root, path);
  return list?.kind === 'list' ? remove(document.tokens, list, index) : undefined;
}

/** Adds an entry to the list or map at a path, and whatever is missing of the path. */
function addUnder({ tokens, root }: PolicyDocument, path: readonly string[], entry: Entry): Splices {
  let node: PolicyNode = root;
  let owner: Owner | undefined;
  for (const [index, key] of path.entries()) {
    const found = node.kind === 'map' ? entryOf(node, key) : undefined;
    if (found === undefined) {
      return append(
        tokens,
        node,
        owner,
        path.slice(index).reduceRight((inner, one) => under(one, inner), entry),
      );
    }
    owner = { keyPlace: found.keyPlace, flow: node.kind === 'map' && node.flow };
    node = found.value;
  }
  return append(tokens, node, owner, entry);
}
