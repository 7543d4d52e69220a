import type { Container, PublishedPort } from '../exposure/container';
import type { ListeningSocket } from '../exposure/socket';
import { isLoopback } from '../parse/socket-address';

/** The container behind a socket that an engine holds. */
export interface ContainerMatch {
  readonly container: Container;
  readonly published: PublishedPort;
  /** The socket can be reached from elsewhere than the engine was asked for: several engines listen on every address. */
  readonly contradicts: boolean;
}

/**
 * Which container's published port explains a listening socket, undefined where none does or several could.
 *
 * Protocol and port decide. The address only chooses between containers, because the host's listener is the truth and may
 * be wider: Rancher Desktop was seen to listen on `*` where Docker said 127.0.0.1 (rancher-desktop#1626). Whether an engine holds the socket
 * at all is for `engineOfProcess` to say.
 */
export function containerOf(socket: ListeningSocket, containers: readonly Container[]): ContainerMatch | undefined {
  const candidates = containers.flatMap((container) =>
    container.published
      .filter(({ protocol, host }) => protocol === socket.protocol && host.port === socket.local.port)
      .map((published) => ({ container, published, nearness: nearness(published, socket) })),
  );
  const nearest = Math.max(...candidates.map((one) => one.nearness));
  const [best, ...equal] = candidates.filter((one) => one.nearness === nearest);
  if (best === undefined || equal.some(({ container }) => container.id !== best.container.id)) return undefined;
  const { container, published } = best;
  return { container, published, contradicts: published.host.address !== '*' && nearest === ELSEWHERE };
}

const ELSEWHERE = 0;

/** The same address, then loopback for loopback (127.0.0.1 and ::1), then one that was published everywhere. */
function nearness({ host }: PublishedPort, { local }: ListeningSocket): number {
  if (host.address === local.address) return 3;
  if (isLoopback(host) && isLoopback(local)) return 2;
  return host.address === '*' ? 1 : ELSEWHERE;
}
