import { describe, expect, it } from 'vitest';
import { composeProjectsCommand, parseComposeProjects } from '../../../src/core/container/compose-projects';
import { containersCommand } from '../../../src/core/container/ask-engine';
import { parseContainers } from '../../../src/core/container/containers';
import { parseContexts } from '../../../src/core/container/docker-context';
import { portsInLabels } from '../../../src/core/container/port-labels';
import { CONFIG_KINDS } from '../../../src/core/config/config-kinds';
import { composeFile } from '../../../src/core/config/compose-file';
import { PROGRAM_ARGUMENTS } from '../../../src/core/config/launchd-plist';
import { parseTunnelInfo, parseTunnelList } from '../../../src/core/tunnel/account';
import { parseTunnelConfig } from '../../../src/core/tunnel/config-file';
import { parseTunnelJob, tunnelJobs } from '../../../src/core/tunnel/launchd-job';
import { parseRunningTunnel } from '../../../src/core/tunnel/metrics';
import type { Parsed } from '../../../src/core/result';
import { fixture, fixtureIndex, haveFixtures } from '../../sim/fixtures';
import { CAPTURED_SOCKETS } from '../exposure/captured-sockets';
import { said } from './parsers';

const ENGINE = { context: 'default', socket: '/a.sock' };

/** How production reads a capture, as one line: how much was read, and how much was named as not understood. */
type Reader = (text: string) => string;

const containers: Reader = (text) => {
  const answer = parseContainers('default', containersCommand(ENGINE), said(text));
  if (answer.kind !== 'read') return answer.kind;
  const ports = answer.value.containers.reduce((sum, { published }) => sum + published.length, 0);
  return `${answer.value.containers.length} containers, ${ports} ports, ${answer.value.unread.length} unread`;
};

const projects: Reader = (text) => {
  const answer = parseComposeProjects(composeProjectsCommand(ENGINE), said(text));
  if (answer.kind !== 'read') return answer.kind;
  return `${answer.value.projects.length} projects, ${answer.value.unread.length} unread`;
};

const portLabels: Reader = (text) => {
  const lines = text.trim().split('\n');
  const read = lines.map((line) =>
    portsInLabels(new Map(Object.entries(JSON.parse(line) as Readonly<Record<string, string>>))),
  );
  return `${read.flatMap(({ ranges }) => ranges).length} ports, ${read.flatMap(({ unread }) => unread).length} unread`;
};

const contexts: Reader = (text) => {
  const answer = parseContexts(said(text));
  return answer.kind === 'read' ? `${answer.value.length} contexts` : answer.kind;
};

const compose: Reader = (text) => {
  const file = composeFile(text);
  return file.kind === 'read' ? `${file.value.services.size} services` : file.kind;
};

const plist: Reader = (text) => {
  const spots = CONFIG_KINDS['launchd-plist'].find(text, PROGRAM_ARGUMENTS);
  return spots.kind === 'read' ? `${spots.value.slices.length} places` : spots.kind;
};

const tunnelConfig: Reader = (text) => {
  const answer = parseTunnelConfig('/a/config.yml', said(text));
  return answer.kind === 'read' ? `${answer.value?.routes.length ?? 0} routes` : answer.kind;
};

const tunnelList: Reader = (text) => {
  const answer = parseTunnelList(said(text));
  return answer.kind === 'read' ? `${answer.value.length} tunnels` : answer.kind;
};

const tunnelInfo: Reader = (text) => {
  const answer = parseTunnelInfo('5adc17fe-7cf4-468e-8bef-a3264ec7e67f', said(text));
  return answer.kind === 'read' ? `${answer.value.length} connectors` : answer.kind;
};

const ready: Reader = (text) => {
  const rules = '[{"hostname":"","path":null,"service":"http_status:404","originRequest":{}}]';
  const config = said(`{"version":3,"config":{"ingress":${rules},"warp-routing":{},"originRequest":{}}}`);
  const answer = parseRunningTunnel({ pid: 1, port: 20_241 }, { config, ready: said(text) });
  return answer.kind === 'read' ? `${answer.value.connections ?? 0} connections` : answer.kind;
};

const tunnelJob: Reader = (text) => {
  const [job] = tunnelJobs(undefined);
  if (job === undefined) throw new Error('no job');
  const answer = parseTunnelJob(job, said(text));
  return answer.kind === 'read' ? answer.value.kind : answer.kind;
};

function reasonOf(parsed: Parsed<unknown>): string {
  return parsed.kind === 'unreadable' ? parsed.reason : parsed.kind;
}

/** A row whose id was left out by whoever posted it. */
const withId = (text: string): string => JSON.stringify({ ...(JSON.parse(text) as object), ID: 'a'.repeat(64) });

/** The captures that neither the table of sockets nor those of defence tools hold. */
const READ: Readonly<Record<string, readonly [reader: Reader, comesTo: string]>> = {
  // `docker port` prints no id: it is asked for one container.
  'docker-port-orbstack.txt': [
    (text) => containers(text.trimEnd().replaceAll(/^/gm, '0288003e4b67\t')),
    '1 containers, 1 ports, 0 unread',
  ],
  'podman-port-all.txt': [containers, '3 containers, 5 ports, 0 unread'],
  // The rows of netstat in it are no containers.
  'docker-ps-rancher-vs-netstat.txt': [containers, '1 containers, 3 ports, 1 unread'],
  'docker-compose-ps-jq-slurped.json': [containers, '4 containers, 5 ports, 0 unread'],
  'docker-compose-ps-ndjson.jsonl': [containers, '4 containers, 5 ports, 0 unread'],
  // The first row has lost its id.
  'docker-ps-json-lines-2025.jsonl': [containers, '1 containers, 2 ports, 1 unread'],
  'docker-compose-ps-mysql57.json': [(text) => containers(withId(text)), '1 containers, 1 ports, 0 unread'],
  'docker-compose-ls.json': [projects, '1 projects, 0 unread'],
  'docker-engine-api-ports.json': [(text) => containers(withId(text)), '1 containers, 2 ports, 0 unread'],
  'docker-desktop-port-labels.jsonl': [portLabels, '2 ports, 0 unread'],
  'docker-context-ls.txt': [contexts, '2 contexts'],
  'docker-ps-table-2025.txt': [containers, '2 containers, 2 ports, 0 unread'],
  'compose-planka.yml': [compose, '2 services'],
  'compose-documenso-development.yml': [compose, '5 services'],
  'compose-mattermost-without-nginx.yml': [compose, '1 services'],
  'compose-odd-constructed.yml': [compose, '3 services'],
  'cloudflared-tunnel-list.txt': [tunnelList, '4 tunnels'],
  'cloudflared-tunnel-info-darwin.txt': [tunnelInfo, '1 connectors'],
  'cloudflared-tunnel-info-two-connectors.txt': [tunnelInfo, '2 connectors'],
  'cloudflared-config-blog.yml': [tunnelConfig, '3 routes'],
  'cloudflared-config-ssh-indent4.yml': [tunnelConfig, '2 routes'],
  'cloudflared-config-test-full.yml': [tunnelConfig, '2 routes'],
  'cloudflared-ready.json': [ready, '4 connections'],
  'cloudflared-nocert.txt': [
    (text) => reasonOf(parseTunnelList(said('', { stderr: text, exitCode: 1 }))),
    'cloudflared is not logged in to Cloudflare on this Mac',
  ],
  // Lines of it, without the one that says whose job they are about.
  'launchctl-print-cloudflared.txt': [tunnelJob, 'unreadable'],
  // The answer to a check of the rules that Batten does not ask for: it is no settings, and nothing is made of it.
  'cloudflared-validate-ok.txt': [tunnelConfig, 'unreadable'],
  // A template with places to be filled in, and no property list before that.
  'cloudflared-launchd-plist-template.txt': [plist, 'unreadable'],
};

/** These have a table of their own, which is held to the index in the same way. */
const ABOUT_DEFENCE = /^(?:systemextensionsctl|scutil|tailscale|santactl|falconctl|edr|brew-services|launchctl-list)/;

describe.skipIf(!haveFixtures())('a captured output about what listens', () => {
  it.each(Object.entries(READ))('%s', (file, [reader, comesTo]) => {
    expect(reader(fixture(`bindings/${file}`))).toBe(comesTo);
  });

  it('has a reader, whichever it is, and exactly one', () => {
    const files = fixtureIndex('bindings').map(({ file }) => file);
    const sockets = Object.keys(CAPTURED_SOCKETS).filter((file) => file.startsWith('bindings/'));
    const known = [
      ...Object.keys(READ),
      ...sockets.map((file) => file.slice('bindings/'.length)).filter((file) => READ[file] === undefined),
      ...files.filter((file) => ABOUT_DEFENCE.test(file)),
    ];
    expect(known.toSorted()).toEqual(files.toSorted());
    console.log(`Captured outputs about what listens that have a reader: ${known.length} of ${files.length}.`);
  });
});
