import { askInRounds, type Questions } from '../core/ask-in-rounds';
import type { Command, CommandResult } from '../core/command';
import { connectionsReport, type RemotePlace, type ReportedConnection } from '../core/exposure/connections-report';
import { judgeExposure, type JudgedExposure } from '../core/exposure/judge';
import { exposureProbe, furtherExposure } from '../core/exposure/probe';
import { type ReadExposure, readExposure } from '../core/exposure/read-exposure';
import { exposureReport, outcomeOf, tunnelsReport } from '../core/exposure/report';
import { SOCKET_QUESTIONS } from '../core/exposure/read-sockets';
import { asSentence, endpointWords } from '../core/exposure/sentence';
import type { CommandResults } from '../core/task';
import { parseTunnelList, TUNNEL_LIST } from '../core/tunnel/account';
import { answer, type CliAnswer, json } from './answer';
import type { CliMac } from './cli-mac';
import { ASK_MS } from './early';
import { policyOf } from './policy-notice';

/** What the commands about exposure need of the world. */
export type ExposureMac = Pick<CliMac, 'runner' | 'clock' | 'home' | 'readPolicy'>;

/** Who can reach what, against the policy. */
export async function bindings(mac: ExposureMac, asJson: boolean): Promise<CliAnswer> {
  const [{ policy, notice }, exposure] = await Promise.all([policyOf(mac), read(mac)]);
  const judged = judgeExposure(exposure, policy);
  const exitCode = exitCodeOf(judged);
  if (asJson) return answer(json(exposureReport(judged, mac.clock.now())), exitCode, notice);
  return answer(bindingsText(judged), exitCode, notice + gapsText(judged));
}

/** Who is connected to what now. */
export async function connections(mac: ExposureMac, asJson: boolean): Promise<CliAnswer> {
  const report = connectionsReport(await readSocketsAlone(mac), mac.clock.now());
  const exitCode = report.gaps.length > 0 || report.unread.length > 0 ? 3 : 0;
  if (asJson) return answer(json(report), exitCode);
  const rows = report.connections.map(connectionText);
  const text = rows.length > 0 ? rows.join('') : exitCode === 0 ? 'Nothing is connected now.\n' : '';
  return answer(text, exitCode, gapsText(report));
}

/** Public names that lead to this Mac. `asks`: also the account's tunnels, over the network. */
export async function tunnels(mac: ExposureMac, asJson: boolean, asks: boolean): Promise<CliAnswer> {
  const [{ policy, notice }, exposure] = await Promise.all([policyOf(mac), read(mac)]);
  const judged = judgeExposure(exposure, policy);
  const account = asks ? parseTunnelList(await mac.runner.run(TUNNEL_LIST, { timeoutMs: 30_000 })) : undefined;
  const exitCode = judged.tunnels.some(({ isFinding }) => isFinding)
    ? 1
    : judged.gaps.length > 0 || account?.kind === 'unreadable'
      ? 3
      : 0;
  const routes = tunnelsReport(judged);
  const gaps = judged.gaps.map(({ what, reason }) => ({ what, reason }));
  if (asJson) {
    const report = { schema: 'batten.tunnels/1', takenAt: new Date(mac.clock.now()).toISOString(), routes, gaps };
    return answer(json(account === undefined ? report : { ...report, account }), exitCode, notice);
  }
  const rows = routes.map(
    ({ hostname, path = '', target, service, otherwise, running, finding }) =>
      `${finding ? '!' : ' '} ${hostname}${path}  ->  ${target}  (${service})\n      ${otherwise} ${RUNNING[running]}\n`,
  );
  const none = judged.gaps.length === 0 ? 'No tunnel leads to this Mac.\n' : '';
  const named =
    account?.kind === 'read'
      ? account.value.map(({ name, connections: many }) => `  Account: ${name}, ${many} connections\n`).join('')
      : '';
  const refusal = account?.kind === 'unreadable' ? `${asSentence(account.reason)}\n` : '';
  return answer((rows.join('') || none) + named, exitCode, notice + refusal + gapsText(judged));
}

const RUNNING = {
  yes: 'The tunnel is running.',
  no: 'The tunnel is not running.',
  unknown: 'Whether the tunnel is running is not known.',
} as const;

/** Asks everything about exposure, and then what follows from the answers. */
async function read(mac: ExposureMac): Promise<ReadExposure> {
  const further = (results: CommandResults): Questions => furtherExposure(results, mac);
  return readExposure(await askInRounds(exposureProbe(mac), asking(mac), further), mac);
}

/** Asks what sockets alone need: connections follow from nothing else. */
async function readSocketsAlone(mac: ExposureMac): Promise<ReadExposure> {
  return readExposure(await askInRounds(SOCKET_QUESTIONS, asking(mac), () => ({})), mac);
}

function asking({ runner }: ExposureMac): (key: string, one: Command) => Promise<CommandResult> {
  return (_key, one) => runner.run(one, { timeoutMs: ASK_MS });
}

function exitCodeOf(judged: JudgedExposure): CliAnswer['exitCode'] {
  return ({ 'as-wanted': 0, findings: 1, 'not-known': 3 } as const)[outcomeOf(judged)];
}

function bindingsText({ rows, absent, gaps, unread, notes }: JudgedExposure): string {
  const lines = rows.map((row) => {
    const how = row.isFinding && row.fix?.kind === 'part' ? `\n      batten plan '${row.fix.id}'` : '';
    const said = row.isFinding ? row.notes.map((note) => `\n      ${note}`).join('') : '';
    return `${row.isFinding ? '!' : ' '} ${row.title}: ${row.sentence}\n      Wanted: ${row.wanted}${said}${how}\n`;
  });
  const isHidden = gaps.some(({ hidesListeners }) => hidesListeners);
  const absence = isHidden ? 'expected, and not seen: not every socket could be read' : 'expected, and not listening';
  const missing = absent.map(
    ({ name, port, because }) => `  ${name} ${port}: ${absence}\n${because === undefined ? '' : `      ${because}\n`}`,
  );
  const complete = gaps.length === 0 && unread.length === 0;
  const empty =
    lines.length === 0 ? (complete ? 'Nothing listens on this Mac.\n' : 'No listener could be read.\n') : '';
  return [empty, ...lines, ...missing, ...notes.map((note) => `  ${note}\n`)].join('');
}

function gapsText({
  gaps,
  unread,
}: {
  readonly gaps: readonly { readonly what: string; readonly reason: string }[];
  readonly unread: readonly string[];
}): string {
  const lines = gaps.map(({ what, reason }) => `${what} cannot be read: ${reason}\n`);
  const rows =
    unread.length === 0 ? [] : [`${unread.length} rows were not understood:\n`, ...unread.map((row) => `  ${row}\n`)];
  return [...lines, ...rows].join('');
}

const PLACES: Readonly<Record<RemotePlace, string>> = {
  'this-mac': 'this Mac',
  'this-link': 'same cable or Wi-Fi',
  vpn: 'Tailscale',
  lan: 'local network',
  internet: 'internet',
  'not-known': 'not known where',
};

function connectionText({ protocol, local, remote, place, state, incoming, programs }: ReportedConnection): string {
  const names = programs.map(({ name, pid }) => `${name ?? 'a program'} ${pid}`).join(', ');
  const arrow = incoming ? '<-' : '->';
  const how = [protocol, state, PLACES[place]].filter((word) => word !== '').join(', ');
  return `${names === '' ? 'a program' : names}  ${endpointWords(local)} ${arrow} ${endpointWords(remote)}  (${how})\n`;
}
