import { join } from 'node:path';
import { DEFAULT_POLICY, STRICT_POLICY } from '../core/policy';
import type { PolicyEdit, PolicyExport, PolicyReading, PolicyStore } from '../core/policy-store';
import { type FileLayer, realFiles } from './file-layer';
import { keepBackup, keepInQuarantine } from './policy-copies';
import { defaultPolicyText } from './policy-default';
import { editPolicyText } from './policy-edit';
import { exchangePolicy, type NextPolicy } from './policy-exchange';
import { loadPolicy, type PolicyPlace, type StoredPolicy } from './policy-storage';
import { readPolicyText } from './policy-text';

export interface PolicyFileOptions {
  /** The person's data folder. */
  readonly folder: string;
  /** The ids of the catalogue: a policy that names another task is none. */
  readonly taskIds: readonly string[];
  readonly files?: FileLayer;
  /** The person's numeric user id. */
  readonly owner?: number;
}

/**
 * Opens the policy of a data folder: `policy.yaml`, which only the person may write to.
 *
 * Reading changes nothing but for a copy of an unreadable file under `quarantine`; the file itself is never moved,
 * emptied or replaced because of what it holds. It is written whole or not at all.
 */
export function createPolicyFile(options: PolicyFileOptions): PolicyStore {
  const { folder, taskIds, files = realFiles, owner = process.getuid?.() } = options;
  const file: PolicyFile = { folder, taskIds, files, owner, path: join(folder, 'policy.yaml') };
  return {
    read: () => read(file),
    change: (edit) => exchangePolicy(file, (stored) => edited(file, stored, edit)),
    importText: (text) => exchangePolicy(file, (stored) => imported(file, stored, text)),
    exportText: () => exported(file),
  };
}

interface PolicyFile extends PolicyPlace {
  readonly folder: string;
  readonly taskIds: readonly string[];
}

async function read(file: PolicyFile): Promise<PolicyReading> {
  const stored = await loadPolicy(file);
  if (stored.kind === 'missing') return { policy: DEFAULT_POLICY, source: 'built-in' };
  const said = stored.kind === 'text' ? readPolicyText(stored.text, file.taskIds) : undefined;
  if (said?.kind === 'read') return { policy: said.policy, source: 'file' };
  const problems = said?.problems ?? [];
  const because = 'reason' in stored ? stored.reason : `it holds ${counted(problems.length)}`;
  const reason = `policy.yaml is not used, because ${because}. Until it can be read, nothing is expected and nothing allowed.`;
  // Only a copy: failing to make one changes nothing about what holds, and the file is still in its place.
  const copy = await copyOf(file, stored).catch(() => undefined);
  const problem = { reason, problems, ...(copy === undefined ? {} : { copy }) };
  return { policy: STRICT_POLICY, source: 'file', problem };
}

function counted(problems: number): string {
  if (problems === 1) return 'a mistake';
  return problems < 20 ? `${problems} mistakes` : 'many mistakes';
}

async function copyOf({ files, folder }: PolicyFile, stored: StoredPolicy): Promise<string | undefined> {
  return 'bytes' in stored ? keepInQuarantine(files, folder, stored.bytes) : undefined;
}

function edited({ taskIds }: PolicyFile, stored: StoredPolicy, edit: PolicyEdit): NextPolicy {
  if ('reason' in stored) return { kind: 'refuse', because: stored.reason };
  const before = stored.kind === 'missing' ? defaultPolicyText : stored.text;
  const after = editPolicyText(before, edit, taskIds);
  if (after.kind === 'refused') return { kind: 'refuse', because: after.reason, problems: after.problems };
  return after.text === before ? { kind: 'leave', policy: after.policy } : { ...after, kind: 'write' };
}

async function imported(
  { files, folder, taskIds }: PolicyFile,
  stored: StoredPolicy,
  text: string,
): Promise<NextPolicy> {
  const said = readPolicyText(text, taskIds);
  if (said.kind === 'invalid') {
    const because = `the imported text holds ${counted(said.problems.length)}`;
    return { kind: 'refuse', because, problems: said.problems };
  }
  const { policy } = said;
  if (stored.kind === 'missing') return { kind: 'write', text, policy };
  if (stored.kind === 'unfit') return { kind: 'refuse', because: stored.reason };
  if (stored.kind === 'text' && stored.text === text) return { kind: 'leave', policy };
  return { kind: 'write', text, policy, kept: await keepBackup(files, folder, stored.bytes) };
}

async function exported(file: PolicyFile): Promise<PolicyExport> {
  const stored = await loadPolicy(file);
  if (stored.kind === 'missing') return { kind: 'text', text: defaultPolicyText, source: 'built-in' };
  const refuse = (because: string): Extract<PolicyExport, { kind: 'refused' }> => {
    return { kind: 'refused', reason: `policy.yaml is not exported: ${because}.`, problems: [] };
  };
  if ('reason' in stored) return refuse(stored.reason);
  const said = readPolicyText(stored.text, file.taskIds);
  if (said.kind === 'read') return { kind: 'text', text: stored.text, source: 'file' };
  return { ...refuse(`it holds ${counted(said.problems.length)}`), problems: said.problems };
}
