import { describe, expect, it } from 'vitest';
import { containerOf } from '../../../src/core/container/container-of';
import type { Container, PublishedPort } from '../../../src/core/exposure/container';
import type { ListeningSocket } from '../../../src/core/exposure/socket';
import { fc } from '../fixed-chance';

function socket(address: string, port = 8000, protocol: 'tcp' | 'udp' = 'tcp'): ListeningSocket {
  return { protocol, family: 'dual', local: { address, port }, owners: [{ pid: 1, name: 'ssh' }], seenBy: ['netstat'] };
}

function published(address: string, port = 8000, protocol: 'tcp' | 'udp' = 'tcp'): PublishedPort {
  return { protocol, host: { address, port }, containerPort: 80 };
}

function container(name: string, ...ports: readonly PublishedPort[]): Container {
  return { engine: 'default', id: name.repeat(12), name, image: 'x', published: ports, hostNetwork: false };
}

function found(address: string, ...containers: readonly Container[]): unknown {
  const match = containerOf(socket(address), containers);
  return match === undefined ? undefined : [match.container.name, match.published.host.address, match.contradicts];
}

describe('the container behind a socket', () => {
  it.each([
    ['*', '*', false],
    ['127.0.0.1', '127.0.0.1', false],
    // The engine was asked for every address and listens on fewer: nobody reaches more than was meant.
    ['*', '127.0.0.1', false],
    ['*', '192.168.1.20', false],
    // Two loopback addresses are one place.
    ['127.0.0.1', '::1', false],
    // Rancher Desktop: docker ps says 127.0.0.1:8000, netstat says *.8000.
    ['127.0.0.1', '*', true],
    ['192.168.1.20', '*', true],
    ['192.168.1.20', '10.0.0.5', true],
  ])('published on %s, listening on %s: contradiction %s', (asked, listens, contradicts) => {
    expect(found(listens, container('a', published(asked)))).toEqual(['a', asked, contradicts]);
  });

  it('is the one whose address fits best', () => {
    const [here, lan, all] = [published('127.0.0.1'), published('192.168.1.20'), published('*')];
    expect(found('192.168.1.20', container('a', here), container('b', lan))).toEqual(['b', '192.168.1.20', false]);
    expect(found('::1', container('a', all), container('b', here))).toEqual(['b', '127.0.0.1', false]);
    expect(found('10.0.0.5', container('a', here), container('b', all))).toEqual(['b', '*', false]);
  });

  it('is nobody’s where several containers fit equally, or none does', () => {
    expect(
      found('*', container('a', published('127.0.0.1')), container('b', published('192.168.1.20'))),
    ).toBeUndefined();
    expect(found('*', container('a', published('*')), container('b', published('*')))).toBeUndefined();
    expect(found('*')).toBeUndefined();
    expect(found('*', container('a', published('*', 8001), published('*', 8000, 'udp')))).toBeUndefined();
    // One container may publish a port twice.
    expect(found('*', container('a', published('127.0.0.1'), published('192.168.1.20')))).toEqual([
      'a',
      '127.0.0.1',
      true,
    ]);
  });

  it('always has that protocol and port', () => {
    const address = fc.constantFrom('*', '127.0.0.1', '::1', '192.168.1.20');
    const one = fc.record({
      address,
      port: fc.integer({ min: 1, max: 3 }),
      protocol: fc.constantFrom('tcp' as const, 'udp' as const),
    });
    fc.assert(
      fc.property(one, fc.array(fc.array(one, { maxLength: 3 }), { maxLength: 3 }), (held, lists) => {
        const containers = lists.map((list, index) =>
          container('abc'[index] ?? 'd', ...list.map((port) => published(port.address, port.port, port.protocol))),
        );
        const match = containerOf(socket(held.address, held.port, held.protocol), containers);
        const fitting = containers.filter(({ published: ports }) =>
          ports.some(({ protocol, host }) => protocol === held.protocol && host.port === held.port),
        );
        if (match === undefined) expect(fitting).not.toHaveLength(1);
        else expect(fitting).toContain(match.container);
      }),
    );
  });
});
