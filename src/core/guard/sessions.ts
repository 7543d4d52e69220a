import { commandLine } from '../command';
import { NETSTAT_TCP } from '../parse/netstat-sockets';
import { parseTcpSessions, type TcpSession } from '../parse/tcp-sessions';
import { type Login, type Logins, parseWho, WHO } from '../parse/who';
import type { Parsed } from '../result';
import type { CommandResults } from '../task';
import { cutsAny, type StepCuts } from './cut';
import type { Guard, GuardEvidence } from './guard';
import { unreadableGuard, unreadGuard } from './unreadable';

export const SESSION_QUESTIONS = { netstatTcp: NETSTAT_TCP, who: WHO } as const;

/** The ports of Remote Login, and of Screen Sharing and Remote Management alike. */
const SSH_PORTS = [22];
const SCREEN_PORTS = [5900];

/** Who is signed in here from elsewhere, as far as it could be read. */
export interface Sessions {
  readonly ssh: ReturnType<typeof parseTcpSessions>;
  readonly screen: ReturnType<typeof parseTcpSessions>;
  readonly who: Parsed<Logins>;
}

export function readSessions(answers: CommandResults): Sessions {
  return {
    ssh: parseTcpSessions(answers['netstatTcp'], SSH_PORTS),
    screen: parseTcpSessions(answers['netstatTcp'], SCREEN_PORTS),
    who: parseWho(answers['who']),
  };
}

/** The people and places that a step cuts off, a guard for each. `account` is whoever runs Batten. */
export function sessionGuards(step: StepCuts, sessions: Sessions, account: string | undefined): readonly Guard[] {
  return [
    ...(cutsAny(step, 'ssh') ? sshGuards(step, sessions, account) : []),
    ...(cutsAny(step, 'screen') ? screenGuards(step, sessions) : []),
  ];
}

function sshGuards({ doing }: StepCuts, { ssh, who }: Sessions, account: string | undefined): readonly Guard[] {
  const danger = `${doing} can end a session that Batten cannot see`;
  const remote = who.kind === 'read' ? who.value.logins.filter(({ host }) => host !== undefined) : [];
  const connected = ssh.kind === 'read' ? ssh.value.sessions : [];
  const places = [...new Set([...remote.map(placeOf), ...connected.map((one) => one.remote.address)])];
  const what = 'Who is signed in over SSH';
  return [
    ...places.map((place): Guard => {
      const here = remote.filter((login) => placeOf(login) === place);
      const rows = connected.filter((one) => one.remote.address === place);
      return {
        kind: 'ssh-session',
        consequence: `${whoIs(here, account)} over SSH from ${place} right now. ${doing} can end that session.`,
        evidence: [...evidenceOf(NETSTAT_TCP, rows), ...evidenceOf(WHO, here)],
      };
    }),
    ...(ssh.kind === 'unreadable'
      ? [unreadableGuard(NETSTAT_TCP, what, ssh, danger)]
      : unreadGuard(NETSTAT_TCP, what, ssh.value.unread, danger)),
    ...(who.kind === 'unreadable'
      ? [unreadableGuard(WHO, what, who, danger)]
      : unreadGuard(WHO, what, who.value.unread, danger)),
  ];
}

function screenGuards({ doing }: StepCuts, { screen }: Sessions): readonly Guard[] {
  const what = 'Who sees and controls this screen';
  const danger = `${doing} can end a session that Batten cannot see`;
  if (screen.kind === 'unreadable') return [unreadableGuard(NETSTAT_TCP, what, screen, danger)];
  const { sessions, unread } = screen.value;
  return [
    ...[...new Set(sessions.map((one) => one.remote.address))].map((place): Guard => ({
      kind: 'screen-sharing-session',
      consequence: `This screen is shared with ${place} right now. ${doing} can end that session.`,
      evidence: evidenceOf(
        NETSTAT_TCP,
        sessions.filter((one) => one.remote.address === place),
      ),
    })),
    ...unreadGuard(NETSTAT_TCP, what, unread, danger),
  ];
}

/** A host may stand with a word more: `192.168.1.20 via mosh [4711]`. */
function placeOf({ host = '' }: Login): string {
  return host.split(/\s+/)[0] ?? host;
}

/** The very person where the rows say so; a connection alone does not name anybody. */
function whoIs(here: readonly Login[], account: string | undefined): string {
  const people = [...new Set(here.map(({ user }) => user))];
  if (account !== undefined && people.includes(account)) return 'You are signed in';
  const [first] = people;
  return people.length > 1 ? `${people.join(', ')} are signed in` : `${first ?? 'Somebody'} is signed in`;
}

/** What a question said in these rows. */
export function evidenceOf(
  asked: typeof NETSTAT_TCP,
  rows: readonly Pick<TcpSession | Login, 'said'>[],
): readonly GuardEvidence[] {
  return rows.length === 0 ? [] : [{ line: commandLine(asked), said: rows.map(({ said }) => said).join('\n') }];
}
