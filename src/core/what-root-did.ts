import { sameJson } from './json';
import type { Entropy, ProgressLog } from './ports';
import { parseProgressLog, parseScriptReport, type ScriptReport } from './script-report';

export interface WhatRootDid {
  readonly report: ScriptReport;
  /** Root's log and the script's own answer differ: something stood between them. Shown, never averaged. */
  readonly disagree: boolean;
}

/**
 * What the elevated script did: by its log, which only root can write, and by its answer where there is no log.
 *
 * A script that refused leaves no log; the log of an earlier run of the same script is then not its own.
 */
export async function whatRootDid(
  operation: { readonly operationId: string; readonly nonce: string; readonly stdout: string },
  ports: { readonly entropy: Pick<Entropy, 'decodeBase64'>; readonly progressLog?: ProgressLog },
): Promise<WhatRootDid> {
  const decode = (text: string): string => ports.entropy.decodeBase64(text);
  const answer = parseScriptReport(operation.stdout, operation.nonce, decode);
  if (answer.end === 'refused') return { report: answer, disagree: false };
  const text = await ports.progressLog?.read(operation.operationId);
  if (text === undefined) return { report: answer, disagree: false };
  const logged = parseProgressLog(text, decode);
  return { report: logged, disagree: operation.stdout !== '' && !sameJson(logged, answer) };
}
