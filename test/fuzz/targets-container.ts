import { containersCommand, PODMAN_CONTAINERS } from '../../src/core/container/ask-engine';
import { composeOriginOf, filesIn, labelsInText } from '../../src/core/container/compose-origin';
import { composeProjectsCommand, parseComposeProjects } from '../../src/core/container/compose-projects';
import { isHeading, readTableLine } from '../../src/core/container/container-table';
import { readRow } from '../../src/core/container/container-row';
import { nobodyAnswers, parseContainers } from '../../src/core/container/containers';
import { DOCKER_CONTEXTS, enginesToAsk, parseContexts } from '../../src/core/container/docker-context';
import { engineOfProcess, parseSshArgs, sshArgsCommand } from '../../src/core/container/engine-process';
import { parsePodmanStaysHere, PODMAN_CONNECTIONS } from '../../src/core/container/podman-connection';
import { portsInLabels } from '../../src/core/container/port-labels';
import { portInMapping, portInMappingOf, portsInList, portsInText } from '../../src/core/container/published-ports';
import { parseJson } from '../../src/core/parse/json-text';
import { answers, texts, type Target } from './target';

const ENGINE = containersCommand({ context: 'default', socket: '/a.sock' });

/** Container engines. */
export const CONTAINER: readonly Target[] = [
  answers(
    'containers',
    'core/container/containers',
    'parseContainers',
    (result) => parseContainers('default', ENGINE, result),
    {
      captures: /docker|podman|compose-ps/,
      commands: [ENGINE],
    },
  ),
  answers(
    'podman-containers',
    'core/container/containers',
    'parseContainers',
    (result) => parseContainers('podman', PODMAN_CONTAINERS, result),
    {
      captures: /podman/,
      commands: [PODMAN_CONTAINERS],
    },
  ),
  answers(
    'docker-contexts',
    'core/container/docker-context',
    'parseContexts enginesToAsk',
    (result) => {
      const parsed = parseContexts(result);
      if (parsed.kind === 'read') for (const engine of enginesToAsk(parsed.value).ask) containersCommand(engine);
      return parsed;
    },
    { captures: /docker-context/, commands: [DOCKER_CONTEXTS] },
  ),
  answers(
    'compose-projects',
    'core/container/compose-projects',
    'parseComposeProjects',
    (result) => parseComposeProjects(composeProjectsCommand({ context: 'default', socket: '/a.sock' }), result),
    {
      captures: /compose-ls/,
      commands: [composeProjectsCommand({ context: 'default', socket: '/a.sock' })],
      texts: [
        '[{"Name":"planka","Status":"exited(1), running(6)","ConfigFiles":"/Users/x/planka/docker-compose.yml"}]',
      ],
    },
  ),
  answers('podman-connections', 'core/container/podman-connection', 'parsePodmanStaysHere', parsePodmanStaysHere, {
    commands: [PODMAN_CONNECTIONS],
    texts: [
      '[{"Name":"podman-machine-default","URI":"ssh://core@127.0.0.1:50451/run/user/501/podman/podman.sock","Default":true}]',
    ],
  }),
  answers(
    'ssh-arguments',
    'core/container/engine-process',
    'parseSshArgs engineOfProcess',
    (result) => {
      const parsed = parseSshArgs(42, result);
      if (parsed.kind === 'read') engineOfProcess({ name: 'ssh', path: parsed.value, args: parsed.value });
      return parsed;
    },
    { commands: [sshArgsCommand(42)], texts: ['ssh: /Users/alex/.colima/_lima/colima/ssh.sock [mux]\n'] },
  ),
  texts(
    'published-ports',
    [
      ...['portsInText', 'portInMapping', 'portInMappingOf', 'portsInList'].map(
        (name) => `core/container/published-ports ${name}`,
      ),
      'core/container/port-labels portsInLabels',
    ],
    (text) => {
      portInMappingOf(text, text);
      portsInLabels(labelsInText(text));
      const list = parseJson(text);
      if (Array.isArray(list)) portsInList(list as readonly unknown[]);
      portInMapping(text);
      return portsInText(text);
    },
    {
      captures: /docker-port|podman-port|engine-api/,
      texts: ['33060/tcp, 0.0.0.0:8088-8089->8088-8089/tcp, :::8088-8089->8088-8089/tcp, [::1]:53->53/udp'],
    },
  ),
  texts(
    'compose-labels',
    ['labelsInText', 'composeOriginOf', 'filesIn'].map((name) => `core/container/compose-origin ${name}`),
    (text) => {
      filesIn(text, '/w');
      filesIn(text, undefined);
      const labels = labelsInText(text);
      return composeOriginOf((key) => labels.get(key) ?? text);
    },
    { captures: /compose-ps/, texts: ['a=1,b=x, y and z,c=', 'Project=p,Service=s,WorkingDir=/w,ConfigFiles=a.yml'] },
  ),
  texts(
    'container-row',
    [
      'core/container/container-row readRow',
      'core/container/container-table readTableLine',
      'core/container/container-table isHeading',
      'core/container/containers nobodyAnswers',
    ],
    (text) => {
      nobodyAnswers(text);
      isHeading(text);
      readTableLine('default', text);
      return readRow('default', parseJson(text));
    },
    { captures: /docker-ps|compose-ps/ },
  ),
];
