import { type CodeAdvice, codeAdvice } from '../config/code-advice';
import { isLoopback } from '../parse/socket-address';
import { assertNever } from '../result';
import type { Container } from './container';
import { knownApp } from './known-apps';
import { switchOf } from './known-listeners';
import type { Listener } from './listener';

/** What a person does about a listener: steps, and the line to change where it is known. */
export interface Advice {
  readonly steps: readonly string[];
  readonly code?: CodeAdvice;
}

/**
 * How a person lets a listener be reached by this Mac only; `refusal` says why Batten does not do it in the file itself.
 *
 * Names of containers and projects come from labels: where they hold anything that a shell would read, no command is
 * written down.
 */
export function adviceFor(listener: Listener, refusal?: string): Advice {
  const { owner, socket } = listener;
  const { port } = socket.local;
  const because = refusal === undefined ? [] : [refusal];
  switch (owner.kind) {
    case 'macos': {
      const how = switchOf(owner.service);
      return { steps: how.kind === 'steps' ? how.steps : [owner.turnOff] };
    }
    case 'container':
      return containerAdvice(owner.container, listener, because);
    case 'engine':
      return {
        steps: [
          `Open Terminal and enter: docker ps --filter publish=${port}`,
          `Publish port ${port} of the container that it names on 127.0.0.1 only.`,
        ],
      };
    case 'program': {
      const steps = knownApp(owner)?.steps ?? [];
      const code = codeAdvice(owner.name, port);
      if (steps.length > 0) return { steps: [...because, ...steps] };
      const general = [`Let ${owner.name} listen on 127.0.0.1 instead of every address.`, 'Start it again.'];
      return { steps: [...because, ...general], ...(code === undefined ? {} : { code }) };
    }
    case 'unknown':
      return {
        steps: [
          `Open Terminal and enter: sudo lsof -nP -i ${socket.protocol.toUpperCase()}:${port}`,
          'It names the program, which then has to listen on 127.0.0.1 only.',
        ],
      };
    default:
      return assertNever(owner);
  }
}

/** How a person ends what should no longer run. */
export function retirementAdvice({ owner, socket }: Listener): Advice {
  if (owner.kind === 'container') {
    const { compose, name } = owner.container;
    const command =
      compose === undefined || !isPlain(compose.project) || !isPlain(compose.service)
        ? `docker stop ${name}`
        : `docker compose -p ${compose.project} stop ${compose.service}`;
    return {
      steps: [
        `Open Terminal and enter: ${command}`,
        'Then take it out of the file that starts it, so that it does not come back.',
      ],
    };
  }
  const who = owner.kind === 'program' ? owner.name : `What holds port ${socket.local.port}`;
  return { steps: [`Quit ${who}.`, 'Then take it out of what starts it, so that it does not come back.'] };
}

/** Whether the engine was asked for this Mac only and listens wider: the file is then as it should be. */
export function isEnginesOwn({ owner, socket }: Listener): boolean {
  if (owner.kind !== 'container') return false;
  const asked = owner.container.published.filter(
    ({ protocol, host }) => protocol === socket.protocol && host.port === socket.local.port,
  );
  return asked.length > 0 && asked.every(({ host }) => isLoopback(host)) && !isLoopback(socket.local);
}

function containerAdvice(container: Container, listener: Listener, because: readonly string[]): Advice {
  if (isEnginesOwn(listener)) return { steps: [...because, ...engineSteps(container.engine)] };
  const { port } = listener.socket.local;
  const inside = container.published.find(({ host }) => host.port === port)?.containerPort ?? port;
  const protocol = listener.socket.protocol === 'udp' ? '/udp' : '';
  const closed = `127.0.0.1:${port}:${inside}${protocol}`;
  const { compose, name } = container;
  if (compose === undefined) {
    return {
      steps: [
        ...because,
        `Make the container ${name} anew as you made it, with -p ${closed} for port ${port}.`,
        `A container keeps the ports it was made with: the one that runs now has to be removed first.`,
      ],
      code: portCode('Docker', (host) => `docker run -p ${host}${port}:${inside}${protocol}`),
    };
  }
  const [file] = compose.files;
  const again = isPlain(compose.service) ? `docker compose up -d ${compose.service}` : 'docker compose up -d';
  return {
    steps: [
      ...because,
      `Publish the port of ${compose.service} as "${closed}"${file === undefined ? '' : ` in ${file}`}.`,
      `Open Terminal in the folder of the project and enter: ${again}`,
    ],
    code: portCode('Docker Compose', (host) => `- "${host}${port}:${inside}${protocol}"`),
  };
}

function portCode(framework: string, line: (host: string) => string): CodeAdvice {
  // oxlint-disable-next-line no-template-curly-in-string -- Compose and the shell read this
  return { framework, bad: line(''), good: line('127.0.0.1:'), better: line('${HOST:-127.0.0.1}:') };
}

/** What makes an engine listen wider than it was asked to, by the engine's context. */
function engineSteps(context: string): readonly string[] {
  if (context === 'desktop-linux') {
    return ['Open Docker Desktop › Settings › Resources › Network.', 'Set Port binding behavior to localhost.'];
  }
  if (/^(?:colima|lima|rancher-desktop)/.test(context)) {
    return [
      'Set hostIP: 127.0.0.1 for its portForwards in the configuration of the virtual machine (lima.yaml).',
      'Start the virtual machine again.',
    ];
  }
  return [
    'The container was asked for on this Mac only; look for the setting of the engine that makes it listen wider.',
  ];
}

function isPlain(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,99}$/.test(name);
}
