import type { ContainerState, EngineState } from '../engine-state';
import { homeOf, type MacState } from '../mac-state';
import { compose, NO_DAEMON } from './compose';
import { listProjects } from './compose-projects';
import { cellsOf } from './docker-cells';
import { goText } from './go-template';
import { complains, type Exited, notModelled, type Outcome, says, type SimulatedProgram } from './program';

/** Docker's command line, for the one engine of the Mac: contexts, containers, their logs, and Compose. */
export const docker: SimulatedProgram = (state, args) => {
  const done = (result: Exited, latencyMs = 90): Outcome => ({ state, result, latencyMs });
  const [first, second] = args;
  const named = first === '--context' ? second : undefined;
  const words = named === undefined ? args : args.slice(2);
  const [verb, ...rest] = words;
  if (verb === 'context' && rest[0] === 'ls') return done(contexts(state, rest.slice(1)), 45);
  if (verb === 'compose' && rest[0] !== 'ls') return compose(state, rest);
  const engine = state.engine;
  const known = contextsOf(state).find(({ name }) => name === (named ?? currentOf(state)));
  if (known === undefined) {
    const file = `${homeOf(state.user)}/.docker/contexts/meta`;
    return done(
      complains(
        `Failed to initialize: unable to resolve docker endpoint: context "${named ?? ''}": context not found: open ${file}: no such file or directory\n`,
      ),
      45,
    );
  }
  if (engine?.running !== true)
    return done(complains(NO_DAEMON.replace('unix:///var/run/docker.sock', known.endpoint)));
  switch (verb) {
    case 'ps':
      return done(listContainers(state, engine, rest));
    case 'compose':
      return done(listProjects(engine, rest), 110);
    case 'logs':
      return { ...done(logsOf(engine, rest), 60), ...(followsLog(rest) ? { goesOn: true } : {}) };
    case undefined:
    default:
      return done(notModelled('docker', args));
  }
};

interface Context {
  readonly name: string;
  readonly description: string;
  readonly endpoint: string;
}

/** The context that each Docker installation has, and the one that the engine's app adds and makes the current one. */
function contextsOf({ engine, user }: MacState): readonly Context[] {
  const own: readonly Context[] =
    engine === undefined
      ? []
      : engine.kind === 'orbstack'
        ? [{ name: 'orbstack', description: 'OrbStack', endpoint: `unix://${homeOf(user)}/.orbstack/run/docker.sock` }]
        : [
            {
              name: 'desktop-linux',
              description: 'Docker Desktop',
              endpoint: `unix://${homeOf(user)}/.docker/run/docker.sock`,
            },
          ];
  const standard = {
    name: 'default',
    description: 'Current DOCKER_HOST based configuration',
    endpoint: 'unix:///var/run/docker.sock',
  };
  return [standard, ...own];
}

function currentOf(state: MacState): string {
  return contextsOf(state).at(-1)?.name ?? 'default';
}

function contexts(state: MacState, words: readonly string[]): Exited {
  const current = currentOf(state);
  const all = contextsOf(state);
  const asked = words.join(' ');
  if (asked === '') {
    const rows = all.map(({ name, description, endpoint }) => [
      name === current ? `${name} *` : name,
      description,
      endpoint,
      '',
    ]);
    return says(table([['NAME', 'DESCRIPTION', 'DOCKER ENDPOINT', 'ERROR'], ...rows]));
  }
  const template = /^--format[ =](?<template>[^]+)$/.exec(asked)?.groups?.['template'];
  if (template === undefined) return notModelled('docker', ['context', 'ls', ...words]);
  const lines = all.map(({ name, description, endpoint }) => {
    const cells = {
      Current: name === current,
      Description: description,
      DockerEndpoint: endpoint,
      Error: '',
      Name: name,
    };
    return goText(template, { cells, methods: {} });
  });
  return lines.includes(undefined) ? complains(TEMPLATE_TROUBLE, 64) : says(lines.map((line) => `${line}\n`).join(''));
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)) + 3);
  return rows
    .map((row) => `${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('')}\n`)
    .join('');
}

const TEMPLATE_TROUBLE = 'template parsing error: not modelled\n';

function listContainers(state: MacState, engine: EngineState, words: readonly string[]): Exited {
  const plain = words.filter((word) => !['--no-trunc', '-a', '--all'].includes(word));
  const [flag, template] = plain;
  if (flag !== '--format' || template === undefined || plain.length !== 2)
    return notModelled('docker', ['ps', ...words]);
  const all = words.includes('-a') || words.includes('--all');
  const whole = words.includes('--no-trunc');
  const shown = engine.containers.filter(({ running }) => running || all);
  const lines = shown.map((one) => goText(template, cellsOf(one, engine, { whole, now: state.time })));
  return lines.includes(undefined) ? complains(TEMPLATE_TROUBLE, 64) : says(lines.map((line) => `${line}\n`).join(''));
}

export function followsLog(words: readonly string[]): boolean {
  return words.includes('--follow') || words.includes('-f');
}

function logsOf({ containers }: EngineState, words: readonly string[]): Exited {
  const id = words.at(-1) ?? '';
  const tail = Number(words[words.indexOf('--tail') + 1]);
  const container = containers.find((one: ContainerState) => one.name === id || (id !== '' && one.id.startsWith(id)));
  if (container === undefined) return complains(`Error response from daemon: No such container: ${id}\n`);
  const lines = Number.isNaN(tail)
    ? container.log
    : container.log.slice(container.log.length - Math.min(tail, container.log.length));
  const dated = words.includes('--timestamps') || words.includes('-t');
  return says(lines.map((line) => `${dated ? line : line.replace(/^\S+ /, '')}\n`).join(''));
}
