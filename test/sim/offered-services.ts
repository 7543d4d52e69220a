import { homeOf, type MacState } from './mac-state';
import {
  BOOKSTACK_COMPOSE,
  DOCUMENSO_COMPOSE,
  DOCUMENSO_ENVIRONMENT,
  plankaCompose,
  stackCompose,
} from './serving-files';
import {
  withContainerLog,
  withDeveloperTools,
  withEngine,
  withOllama,
  withPostgresql,
  withProgram,
  withProject,
  withTunnel,
} from './serving-parts';

/** A developer's tools, a database and a board in containers, and a tunnel to the board; `host` begins their ports. */
export function withServices(stock: MacState, host: '' | '127.0.0.1:'): MacState {
  const home = homeOf(stock.user);
  const [stack, planka] = [`${home}/stack/docker-compose.yml`, `${home}/planka/docker-compose.yml`];
  const base = withEngine(withDeveloperTools(stock));
  const withStack = withProject(base, stack, { [stack]: stackCompose(`${host}5432:5432`) });
  const withBoard = withProject(withStack, planka, { [planka]: plankaCompose(`${host}3100:1337`) });
  return withTunnel(withBoard, { 'boards.alai.no': 'http://localhost:3100' });
}

const APPLE_PYTHON =
  '/Library/Developer/CommandLineTools/Library/Frameworks/Python3.framework/Versions/3.9/Resources/Python.app/' +
  'Contents/MacOS/Python';

/**
 * The services of the network hardening guide, Mission Control, Planka, Documenso, BookStack, PostgreSQL and Redis, two of
 * them behind a tunnel that still names a third that is gone; and what nobody meant to offer: Python's web server, Ollama
 * and a second PostgreSQL of Homebrew's.
 */
export function withServicesOfTheGuide(base: MacState): MacState {
  const home = homeOf(base.user);
  const file = (folder: string, name = 'docker-compose.yml'): string => `${home}/${folder}/${name}`;
  const documenso = file('documenso', 'compose.yml');
  const projects: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    [file('stack'), { [file('stack')]: stackCompose('5432:5432', '6379:6379') }],
    [file('planka'), { [file('planka')]: plankaCompose('3100:1337') }],
    [documenso, { [documenso]: DOCUMENSO_COMPOSE, [file('documenso', '.env')]: DOCUMENSO_ENVIRONMENT }],
    [file('bookstack'), { [file('bookstack')]: BOOKSTACK_COMPOSE }],
  ];
  const running = projects.reduce(
    (state, [path, texts]) => withProject(state, path, texts),
    withEngine(withDeveloperTools(base)),
  );
  const logged = withContainerLog(running, 'planka-planka-1', [
    'Server listening on port 1337',
    'GET /boards/1402 200 31ms from 192.168.1.31',
  ]);
  const tunnelled = withTunnel(logged, {
    'mm.basicconsulting.no': 'http://localhost:8065',
    'boards.alai.no': 'http://localhost:3100',
    'sign.alai.no': 'http://localhost:3003',
  });
  const programs = withOllama(withPostgresql(tunnelled, '*', 5433), '0.0.0.0');
  const dashboard = withProgram(programs, {
    pid: 1622,
    path: '/opt/homebrew/Cellar/node/25.2.0/bin/node',
    args: `node ${home}/mission-control/mc-dashboard.js`,
    local: '*.3030',
  });
  return withProgram(dashboard, {
    pid: 3391,
    path: APPLE_PYTHON,
    args: `${APPLE_PYTHON} -m http.server 8000`,
    local: '*.8000',
  });
}
