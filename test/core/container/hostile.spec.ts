import { describe, expect, it } from 'vitest';
import { containersCommand, PODMAN_CONTAINERS } from '../../../src/core/container/ask-engine';
import { composeProjectsCommand, parseComposeProjects } from '../../../src/core/container/compose-projects';
import { parseContainers } from '../../../src/core/container/containers';
import { enginesToAsk, parseContexts } from '../../../src/core/container/docker-context';
import { parsePodmanStaysHere } from '../../../src/core/container/podman-connection';
import { fixture, fixtureIndex, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said } from '../parse/parsers';

const ASKED = containersCommand({ context: 'default', socket: '/a.sock' });
const PROJECTS = composeProjectsCommand({ context: 'default', socket: '/a.sock' });

const PARSERS = {
  containers: (text: string, exitCode = 0) => parseContainers('default', ASKED, said(text, { exitCode })),
  podman: (text: string, exitCode = 0) =>
    parseContainers('podman', PODMAN_CONTAINERS, said('', { stderr: text, exitCode })),
  projects: (text: string, exitCode = 0) => parseComposeProjects(PROJECTS, said(text, { exitCode })),
  contexts: (text: string, exitCode = 0) => parseContexts(said(text, { exitCode })),
  podmanConnections: (text: string, exitCode = 0) => parsePodmanStaysHere(said(text, { exitCode })),
} as const;

const NAMES = Object.keys(PARSERS) as readonly (keyof typeof PARSERS)[];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.array(fc.jsonValue().map((value) => JSON.stringify(value))).map((lines) => lines.join('\n')),
  fc.string({ unit: fc.constantFrom(...'{}[]":,0af \t\n>-/tcp'.split('')), maxLength: 300 }),
);

describe('text that no engine prints', () => {
  it.each(NAMES)('never makes %s throw', (name) => {
    fc.assert(
      fc.property(text, fc.constantFrom(0, 1, 125), (printed, exitCode) => {
        expect(['read', 'unreadable', 'stopped']).toContain(PARSERS[name](printed, exitCode).kind);
      }),
      { numRuns: 300 },
    );
  });

  it.each(NAMES)('as long as a command may print is read by %s to its end', (name) => {
    for (const piece of [
      '\n',
      ' ',
      '{',
      '[',
      '{"ID":"',
      'aaaaaaaaaaaa  ',
      '"a",',
      ',',
      'unix:///',
      '0.0.0.0:1->1/tcp, ',
    ]) {
      expect(PARSERS[name](piece.repeat(Math.ceil(1_048_576 / piece.length))).kind).toBeDefined();
    }
  });
});

describe.skipIf(!haveFixtures())('captured text that was cut', () => {
  const files = fixtureIndex('bindings')
    .map(({ file }) => file)
    .filter((file) => /^(?:docker|podman)-/.test(file));

  it.each(files)('%s: no container is invented, and none is read with fewer ports and nothing said', (file) => {
    const whole = fixture(`bindings/${file}`);
    const all = PARSERS.containers(whole);
    const names = new Set(all.kind === 'read' ? all.value.containers.map(({ name }) => name) : []);
    const ports = (name: string): number =>
      (all.kind === 'read' ? all.value.containers.find((one) => one.name === name) : undefined)?.published.length ?? 0;
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), (length) => {
        const cut = PARSERS.containers(whole.slice(0, length));
        const isJson = whole.startsWith('{') || whole.startsWith('[');
        for (const { name, published } of cut.kind === 'read' && isJson ? cut.value.containers : []) {
          expect(names).toContain(name);
          expect(published).toHaveLength(ports(name));
        }
        const contexts = PARSERS.contexts(whole.slice(0, length));
        if (contexts.kind === 'read') expect(enginesToAsk(contexts.value).leftOut).toEqual([]);
      }),
    );
  });
});
