import { DEFAULT_POLICY, type Policy, type ServicePolicy } from '../core/policy';
import type { PolicyChange as PolicyOutcome, PolicyEdit, PolicyReading } from '../core/policy-store';
import type { FileOutcome, PolicyChange, PolicyView } from '../shared/policy-views';
import { Refusal } from './refusal';
import type { Desktop, Mac } from './mac';

/** Holds the policy of now, and changes it as the person says. */
export interface PolicyDesk {
  current(): Policy;
  /** Why Batten only reads, where the policy cannot be read. */
  problem(): string | undefined;
  /** Reads the file again; true when what holds is another policy than before. */
  load(): Promise<boolean>;
  view(): Promise<PolicyView>;
  change(change: PolicyChange): Promise<void>;
  expect(service: ServicePolicy): Promise<void>;
  import(): Promise<FileOutcome>;
  export(): Promise<FileOutcome>;
  /** Shows the file where it lies. */
  open(): Promise<void>;
}

/** Until the first load nothing is decided, so the built-in policy holds. */
const NOT_LOADED: PolicyReading = { policy: DEFAULT_POLICY, source: 'built-in' };

export function createPolicyDesk(mac: Mac, desktop: Desktop, onChanged: () => void): PolicyDesk {
  let reading = NOT_LOADED;

  const load = async (): Promise<boolean> => {
    const before = JSON.stringify([reading.policy, reading.problem]);
    reading = await mac.policy.read();
    return JSON.stringify([reading.policy, reading.problem]) !== before;
  };
  const apply = async (outcome: PolicyOutcome): Promise<void> => {
    const moved = await load();
    if (moved) onChanged();
    if (outcome.kind !== 'changed') throw new Refusal(refusalWords(outcome));
  };

  return {
    current: () => reading.policy,
    problem: () => reading.problem?.reason,
    load,
    async view() {
      if (await load()) onChanged();
      return policyView(reading, mac, `${desktop.facts().dataFolder}/policy.yaml`);
    },
    change: async (change) => apply(await mac.policy.change(editOf(change))),
    expect: async (service) => apply(await mac.policy.change({ kind: 'expect', service })),
    async import() {
      const chosen = await desktop.openText();
      if (chosen.kind !== 'read') return chosen;
      const outcome = await mac.policy.importText(chosen.text);
      if (await load()) onChanged();
      return outcome.kind === 'changed'
        ? { kind: 'done', path: chosen.path }
        : { kind: 'refused', reason: refusalWords(outcome) };
    },
    async export() {
      const text = await mac.policy.exportText();
      if (text.kind === 'refused') return { kind: 'refused', reason: text.reason };
      return desktop.saveText('batten-policy.yaml', text.text);
    },
    async open() {
      // A file that is not there yet cannot be shown: the built-in policy is written down as it is.
      const text = reading.source === 'built-in' ? await mac.policy.exportText() : undefined;
      if (text?.kind === 'text') await apply(await mac.policy.importText(text.text));
      desktop.showFile(`${desktop.facts().dataFolder}/policy.yaml`);
    },
  };
}

function editOf(change: PolicyChange): PolicyEdit {
  return change.kind === 'forget-service' ? { kind: 'forget', name: change.name } : change;
}

function refusalWords(outcome: Exclude<PolicyOutcome, { kind: 'changed' }>): string {
  const first = outcome.kind === 'refused' ? outcome.problems[0] : undefined;
  return first === undefined
    ? outcome.reason
    : `${outcome.reason} Line ${first.line}, column ${first.column}: ${first.message}`;
}

function policyView({ policy, source, problem }: PolicyReading, mac: Mac, path: string): PolicyView {
  return {
    source,
    path,
    services: policy.services.map(({ name, port, protocol, scope, tunnel, reason, retired }) => ({
      name,
      port,
      protocol,
      scope: SCOPE_WORDS[scope],
      reason,
      ...(tunnel === undefined ? {} : { tunnel }),
      ...(retired === undefined ? {} : { retired }),
    })),
    allowedApplications: policy.allowedApplications.map(({ name, paths, reason }) => ({
      name,
      path: paths[0] ?? '',
      reason,
    })),
    tunnels: policy.tunnels.map(({ hostname, service, port }) => ({ hostname, service, port })),
    notWanted: policy.notWanted.map((taskId) => ({
      taskId,
      name: mac.catalogue.find(({ id }) => id === taskId)?.name ?? taskId,
    })),
    ...(policy.review === undefined ? {} : { review: policy.review }),
    ...(problem === undefined ? {} : { problem: { reason: problem.reason, problems: problem.problems } }),
  };
}

const SCOPE_WORDS: Readonly<Record<ServicePolicy['scope'], string>> = {
  'this-mac': 'This Mac only',
  vpn: 'Private network (VPN)',
  lan: 'Local network',
  everyone: 'Everyone',
};
