import { askInRounds } from '../core/ask-in-rounds';
import { parseTunnelList, TUNNEL_LIST } from '../core/tunnel/account';
import { judgeExposure, type JudgedExposure } from '../core/exposure/judge';
import { connectionsReport } from '../core/exposure/connections-report';
import { SOCKET_QUESTIONS } from '../core/exposure/read-sockets';
import { readExposure } from '../core/exposure/read-exposure';
import { factsOf } from '../core/plan';
import type { ServicePolicy, WantedScope } from '../core/policy';
import { resultsOf, type Scan } from '../core/scan';
import type { AccountTunnelsView, ConnectionsView, ExposureView } from '../shared/exposure-views';
import type { ListenerMark } from '../shared/policy-views';
import { Refusal } from './refusal';
import { connectionsView, exposureView } from './exposure-view';
import type { Mac } from './mac';
import type { Monitor } from './monitor';
import type { PolicyDesk } from './policy-desk';

/** Answers who can reach what, from the last check of the Mac, and takes down what the person says of it. */
export interface ExposureDesk {
  view(): Promise<ExposureView>;
  mark(mark: ListenerMark): Promise<void>;
  connections(): Promise<ConnectionsView>;
  askCloudflare(): Promise<AccountTunnelsView>;
}

/** The task whose probe reads everything about exposure. */
const READER = 'service-bindings';
const CLOUDFLARE_MS = 20_000;

export function createExposureDesk(mac: Mac, policy: PolicyDesk, monitor: Monitor): ExposureDesk {
  const judged = async (): Promise<{ readonly found: Scan; readonly exposure: JudgedExposure }> => {
    const found = monitor.latest() ?? (await monitor.refresh());
    const evidence = found.tasks.find(({ taskId }) => taskId === READER)?.evidence ?? [];
    const exposure = readExposure(resultsOf(evidence), factsOf(found));
    return { found, exposure: judgeExposure(exposure, policy.current()) };
  };

  return {
    async view() {
      const { found, exposure } = await judged();
      return exposureView(exposure, found.takenAt);
    },
    async mark({ listenerId, as, reason }) {
      const { exposure } = await judged();
      const row = exposure.rows.find(({ id }) => id === listenerId);
      if (row === undefined) throw new Refusal('This is not there any more. Check again to see what listens.');
      const { socket, scope, owner, hostnames } = row.listener;
      const holder =
        owner.kind === 'container'
          ? { container: owner.container.compose?.service ?? owner.container.name }
          : owner.kind === 'program'
            ? { process: owner.name }
            : {};
      const wanted: WantedScope = as === 'this-mac' ? 'this-mac' : scope === 'this-link' ? 'lan' : scope;
      const [hostname] = hostnames;
      const service: ServicePolicy = {
        // What the policy already says of the service stays: only how far it may be reached is decided here.
        ...row.service,
        name: row.service?.name ?? freeName(row.listener.name, socket.local.port, policy.current().services),
        protocol: socket.protocol,
        port: socket.local.port,
        ...(row.service === undefined ? holder : {}),
        scope: wanted,
        ...(hostname === undefined || row.service !== undefined ? {} : { tunnel: hostname }),
        reason: reason.trim() === '' ? 'Decided in Batten.' : reason.trim(),
      };
      const { retired: _retired, ...standing } = service;
      await policy.expect(as === 'expected' ? standing : service);
    },
    async connections() {
      // Connections follow from the sockets alone.
      const answers = await askInRounds(
        SOCKET_QUESTIONS,
        (_key, one) => mac.runner.run(one),
        () => ({}),
      );
      return connectionsView(connectionsReport(readExposure(answers, mac), mac.clock.now()));
    },
    async askCloudflare() {
      const tunnels = parseTunnelList(await mac.runner.run(TUNNEL_LIST, { timeoutMs: CLOUDFLARE_MS }));
      if (tunnels.kind === 'unreadable') return { tunnels: [], problem: tunnels.reason };
      return {
        tunnels: tunnels.value.map(({ id, name, connections }) => ({
          id,
          name,
          created: '',
          connections: connections === 0 ? 'Nobody serves it now' : `${connections} connections`,
        })),
      };
    },
  };
}

/** Names in a policy are unique: a second service of the same name is told apart by its port. */
function freeName(name: string, port: number, services: readonly ServicePolicy[]): string {
  const taken = (one: string): boolean => services.some((service) => service.name === one);
  return taken(name) ? `${name} ${port}` : name;
}
