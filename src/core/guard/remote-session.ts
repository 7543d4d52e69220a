import { NETSTAT_TCP } from '../parse/netstat-sockets';
import { isAtTheScreen, WHO } from '../parse/who';
import { cutsAny, cutsRemote, type StepCuts } from './cut';
import type { Guard, GuardEvidence } from './guard';
import { evidenceOf, type Sessions } from './sessions';
import { unreadableGuard, unreadGuard } from './unreadable';

/** Who runs Batten, and from where as far as its own process tells. */
export interface Operator {
  readonly account?: string;
  readonly asRoot: boolean;
  /** Batten was started in an SSH session: the environment said so. What it does not say proves nothing. */
  readonly remoteSession?: boolean;
}

interface Sign {
  readonly words: string;
  readonly evidence: readonly GuardEvidence[];
}

/**
 * Whether the person sits elsewhere, for a step that narrows how this Mac can be reached from there.
 *
 * Three signs: Batten was started over SSH, whoever runs it is not signed in at the Mac's own screen, or that screen is
 * shared right now.
 */
export function remoteSessionGuards(step: StepCuts, sessions: Sessions, operator: Operator): readonly Guard[] {
  if (!cutsRemote(step)) return [];
  const { who } = sessions;
  const { doing } = step;
  const signs = [startedOverSsh(operator), notAtTheScreen(sessions, operator), sharedScreen(step, sessions)];
  const seen = signs.filter((sign) => sign !== undefined);
  const what = 'Whether you sit at this Mac';
  const danger = `${doing} can cut you off if you control it from elsewhere`;
  // A step that cuts SSH has said so already.
  const whoNotRead = cutsAny(step, 'ssh')
    ? []
    : who.kind === 'unreadable'
      ? [unreadableGuard(WHO, what, who, danger)]
      : unreadGuard(WHO, what, who.value.unread, danger);
  return [
    ...(seen.length === 0
      ? []
      : [
          {
            kind: 'remote-session' as const,
            consequence: `You may be controlling this Mac from elsewhere: ${seen.map(({ words }) => words).join(', and ')}. ${doing} can cut you off, or take away your way back in.`,
            evidence: seen.flatMap(({ evidence }) => evidence),
          },
        ]),
    ...whoNotRead,
  ];
}

function startedOverSsh({ remoteSession }: Operator): Sign | undefined {
  if (remoteSession !== true) return undefined;
  const evidence = [{ line: 'SSH_CONNECTION', said: 'is set where Batten was started' }];
  return { words: 'Batten was started over SSH', evidence };
}

function notAtTheScreen({ who }: Sessions, { account, asRoot }: Operator): Sign | undefined {
  if (who.kind === 'unreadable') return undefined;
  const atTheScreen = who.value.logins.filter(isAtTheScreen);
  const mine = account === undefined || asRoot ? atTheScreen : atTheScreen.filter(({ user }) => user === account);
  if (mine.length > 0) return undefined;
  const { logins } = who.value;
  const said = logins.length === 0 ? [{ said: 'nobody' }] : logins;
  const words =
    atTheScreen.length === 0
      ? 'nobody is signed in at its own screen'
      : `${[...new Set(atTheScreen.map(({ user }) => user))].join(', ')} is signed in at its own screen, not you`;
  return { words, evidence: evidenceOf(WHO, said) };
}

/** Left out where the session is a guard by itself: nobody has to read it twice. */
function sharedScreen(step: StepCuts, { screen }: Sessions): Sign | undefined {
  if (screen.kind === 'unreadable' || screen.value.sessions.length === 0 || cutsAny(step, 'screen')) return undefined;
  const places = [...new Set(screen.value.sessions.map(({ remote }) => remote.address))];
  const evidence = evidenceOf(NETSTAT_TCP, screen.value.sessions);
  return { words: `its screen is shared with ${places.join(', ')}`, evidence };
}
