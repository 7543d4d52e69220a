import { describe, expect, it } from 'vitest';
import { containersCommand } from '../../../src/core/container/ask-engine';
import { parseContainers } from '../../../src/core/container/containers';
import { portsInLabels } from '../../../src/core/container/port-labels';
import type { Container } from '../../../src/core/exposure/container';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said } from '../parse/parsers';

const ASKED = containersCommand({ context: 'desktop-linux', socket: '/a.sock' });
const V2 = ['desktop.docker.io/ports.scheme', 'v2'] as const;

function label(port: string, host: string): readonly [string, string] {
  return [`desktop.docker.io/ports/${port}`, host];
}

/** "tcp *:30080->8080", and what was not understood. */
function ports(...labels: readonly (readonly [string, string])[]): readonly string[] {
  const { ranges, unread } = portsInLabels(new Map(labels));
  const read = ranges.map(({ protocol, host, containerPort }) => {
    return `${protocol} ${host.address}:${host.port}->${containerPort}`;
  });
  return [...read, ...unread.map((text) => `? ${text}`)];
}

function containers(...rows: readonly object[]): readonly Container[] {
  const answer = parseContainers('desktop-linux', ASKED, said(rows.map((row) => JSON.stringify(row)).join('\n')));
  if (answer.kind !== 'read') throw new Error(answer.reason);
  expect(answer.value.unread).toEqual([]);
  return answer.value.containers;
}

function row(digit: string, Ports: string, PortLabels: readonly string[] = [], PortScheme = 'v2'): object {
  return { ID: digit.repeat(64), Names: `n${digit}`, Image: 'x', Ports, PortScheme, PortLabels: [...PortLabels, ''] };
}

function published(list: readonly Container[]): readonly string[] {
  return list.map((one) => one.published.map(({ host }) => `${host.address}:${host.port}`).join(' '));
}

describe('what Docker Desktop’s labels say of ports', () => {
  it('is read on every address, on one, and over IPv6', () => {
    expect(
      ports(V2, label('8080/tcp', ':30080'), label('53/udp', '[::1]:53'), label('1191/tcp', '127.0.0.1:1191')),
    ).toEqual(['tcp *:30080->8080', 'udp ::1:53->53', 'tcp 127.0.0.1:1191->1191']);
  });

  it('is left out where the scheme is another, or none is named', () => {
    expect(ports(label('8080/tcp', ':30080'))).toEqual([]);
    expect(ports(['desktop.docker.io/ports.scheme', 'v3'], label('8080/tcp', ':30080'))).toEqual([]);
  });

  it('is named where it is not understood, and other labels are not looked at', () => {
    expect(
      ports(V2, label('8080/tcp', '30080'), label('x/tcp', ':1'), label('80/sctp', ':80'), label('80/tcp', '')),
    ).toEqual(['? 30080->8080/tcp', '? :1->x/tcp', '? :80->80/sctp', '? ->80/tcp']);
    expect(ports(V2, ['desktop.docker.io/binds/0/Source', '/Users/x'], ['SECRET', 'HUNTER2'])).toEqual([]);
  });

  it('is read or named label by label, whatever stands there', () => {
    const part = fc.oneof(fc.constantFrom('8080/tcp', ':30080', '127.0.0.1:1', '::1:2', ''), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part)), (pairs) => {
        const labels = new Map([V2, ...pairs.map(([port, host]) => label(port, host))]);
        const { ranges, unread } = portsInLabels(labels);
        expect(ranges.length + unread.length).toBe(labels.size - 1);
      }),
    );
  });
});

describe('a container with such labels', () => {
  it('publishes what only its labels tell, in every form of the answer', () => {
    const labels = { 'desktop.docker.io/ports.scheme': 'v2', 'desktop.docker.io/ports/8080/tcp': ':30080' };
    const text = Object.entries(labels)
      .map((pair) => pair.join('='))
      .join(',');
    const base = { ID: 'c'.repeat(64), Names: 'n', Image: 'x', Ports: '' };
    const forms = [
      row('a', '', ['desktop.docker.io/ports/8080/tcp=:30080']),
      { ...base, Labels: labels },
      { ...base, Labels: text },
    ];
    for (const form of forms) {
      expect(containers(form)[0]?.published).toEqual([
        { protocol: 'tcp', host: { address: '*', port: 30_080 }, containerPort: 8080 },
      ]);
    }
  });

  it('is taken at the word of the engine where both speak', () => {
    const asked = ['desktop.docker.io/ports/80/tcp=:8080', 'desktop.docker.io/ports/81/tcp=:8081'];
    // The setting of Docker Desktop for all ports can make less of what was asked for.
    expect(published(containers(row('a', '127.0.0.1:8080->80/tcp', asked)))).toEqual(['127.0.0.1:8080 *:8081']);
    // A label is no claim on a port that another container publishes.
    expect(published(containers(row('a', '', asked), row('b', '0.0.0.0:8080->80/tcp')))).toEqual(['*:8081', '*:8080']);
  });

  it('has its labels named where they are not understood', () => {
    const odd = row('a', '', ['desktop.docker.io/ports/80/tcp', 'desktop.docker.io/ports/81/tcp=x']);
    const answer = parseContainers('desktop-linux', ASKED, said(JSON.stringify(odd)));
    expect(answer.kind === 'read' && answer.value.unread).toEqual([
      'container na: published port "->80/tcp"',
      'container na: published port "x->81/tcp"',
    ]);
  });
});

describe.skipIf(!haveFixtures())('docker-desktop-port-labels.jsonl', () => {
  const LINES = fixture('bindings/docker-desktop-port-labels.jsonl').trim().split('\n');

  it('is two ports: one on every address, one on this Mac', () => {
    const read = LINES.map((line) => ports(...Object.entries(JSON.parse(line) as Readonly<Record<string, string>>)));
    expect(read).toEqual([['tcp *:30080->8080'], ['tcp 127.0.0.1:1191->1191']]);
    const found = containers(
      ...LINES.map((line, at) => ({
        ID: String(at).repeat(64),
        Names: `n${at}`,
        Image: 'x',
        Labels: JSON.parse(line) as object,
      })),
    );
    expect(published(found)).toEqual(['*:30080', '127.0.0.1:1191']);
  });

  it('invents no port where a label was cut or changed', () => {
    const labels = LINES.flatMap((line) => Object.entries(JSON.parse(line) as Readonly<Record<string, string>>));
    for (const [name, host] of labels.filter(([, value]) => value !== 'v2')) {
      fc.assert(
        fc.property(fc.nat(host.length), fc.string({ maxLength: 2 }), (at, other) => {
          const { ranges, unread } = portsInLabels(new Map([V2, [name, host.slice(0, at) + other]]));
          expect(ranges.length + unread.length).toBe(1);
        }),
      );
    }
  });
});
