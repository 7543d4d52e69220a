import { describe, expect, it } from 'vitest';
import { composeOriginOf, labelsInText } from '../../../src/core/container/compose-origin';
import { expand, portInMapping, portsInList, portsInText } from '../../../src/core/container/published-ports';
import { fc } from '../fixed-chance';

const port = fc.integer({ min: 1, max: 60_000 });

/** A port as somebody asked for it, and as Docker 27, Docker 28 and the engine's interface tell it. */
const asked = fc.record({
  address: fc.constantFrom('0.0.0.0', '::', '127.0.0.1', '::1', '192.168.1.20', 'fd7a:115c:a1e0::1'),
  protocol: fc.constantFrom('tcp' as const, 'udp' as const),
  port,
  containerPort: port,
});

type Asked = Readonly<{ address: string; protocol: 'tcp' | 'udp'; port: number; containerPort: number }>;

function inBrackets(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

const WRITERS: Readonly<Record<string, (one: Asked) => string>> = {
  'Docker 28': (one) => `${inBrackets(one.address)}:${one.port}->${one.containerPort}/${one.protocol}`,
  'Docker 27': (one) => `${one.address}:${one.port}->${one.containerPort}/${one.protocol}`,
};

function wanted({ address, protocol, port: number, containerPort }: Asked): unknown {
  const shown = address === '0.0.0.0' || address === '::' ? '*' : address;
  return { protocol, host: { address: shown, port: number }, containerPort };
}

function distinct(list: readonly unknown[]): readonly unknown[] {
  return [...new Set(list.map((one) => JSON.stringify(one)))].map((one) => JSON.parse(one) as unknown);
}

describe('published ports', () => {
  it.each(Object.keys(WRITERS))('come out as they were asked for, in the text of %s', (writer) => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 8 }), fc.array(port, { maxLength: 4 }), (list, exposed) => {
        const text = [...exposed.map((one) => `${one}/tcp`), ...list.map((one) => WRITERS[writer]?.(one) ?? '')].join(
          ', ',
        );
        const { ranges, unread } = portsInText(text);
        expect(unread).toEqual([]);
        expect(expand(ranges)).toEqual(distinct(list.map(wanted)));
      }),
    );
  });

  it('come out as they were asked for, as objects of the engine, of Compose and of Podman', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 8 }), (list) => {
        const forms = [
          list.map((one) => ({
            IP: one.address,
            PrivatePort: one.containerPort,
            PublicPort: one.port,
            Type: one.protocol,
          })),
          list.map((one) => ({
            URL: one.address,
            TargetPort: one.containerPort,
            PublishedPort: one.port,
            Protocol: one.protocol,
          })),
          list.map((one) => ({
            host_ip: one.address,
            container_port: one.containerPort,
            host_port: one.port,
            protocol: one.protocol,
          })),
        ];
        for (const form of forms) {
          expect(expand(portsInList(form).ranges)).toEqual(distinct(list.map(wanted)));
        }
      }),
    );
  });

  it('of a range are each of its ports', () => {
    fc.assert(
      fc.property(port, port, fc.integer({ min: 2, max: 20 }), (from, containerFrom, count) => {
        const text = `127.0.0.1:${from}-${from + count - 1}->${containerFrom}-${containerFrom + count - 1}/tcp`;
        const found = expand(portsInText(text).ranges);
        expect(found.map(({ host, containerPort }) => [host.port - from, containerPort - containerFrom])).toEqual(
          Array.from({ length: count }, (_, index) => [index, index]),
        );
      }),
    );
  });

  it('may have no address, or the port that is not chosen yet', () => {
    expect(expand(portsInText('8080->80/tcp, 0.0.0.0:0->9988/tcp').ranges)).toEqual([
      { protocol: 'tcp', host: { address: '*', port: 8080 }, containerPort: 80 },
      { protocol: 'tcp', host: { address: '*', port: 0 }, containerPort: 9988 },
    ]);
    expect(portInMapping('53/udp -> [::]:5353').ranges).toEqual([
      { protocol: 'udp', host: { address: '*', port: 5353 }, containerPort: 53, count: 1 },
    ]);
  });

  it.each([
    '0.0.0.0:80-82->80-81/tcp',
    '0.0.0.0:82-80->82-80/tcp',
    '0.0.0.0:80->80/sctp',
    '0.0.0.0:80->80',
    'localhost:80->80/tcp',
    '0.0.0.0:80->80->80/tcp',
    '0.0.0.0:65530-65540->1-11/tcp',
    '0.0.0.0:99999->80/tcp',
    '1.2.3:80->80/tcp',
    '80:80',
    '->',
    'x',
  ])('that are not understood are kept: %s', (text) => {
    expect(portsInText(text)).toEqual({ ranges: [], unread: [text] });
  });

  it('of any kind never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.:[]->/,tcpud '.split('')) }), (text) => {
        const { ranges, unread } = portsInText(text);
        expect(ranges.length + unread.length).toBeLessThanOrEqual(text.split(',').length);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (list) => {
        const { ranges, unread } = portsInList(list);
        expect([ranges.length, unread.length]).toEqual([0, list.length]);
      }),
    );
  });

  it('take no more time than their length', () => {
    for (const piece of ['1:', '1-', '->', '[', ' ', ',', '0.0.0.0:1->1/tcp, ', '11111']) {
      const text = piece.repeat(Math.ceil(1_048_576 / piece.length));
      expect(portsInText(text).ranges.length).toBeLessThanOrEqual(1);
    }
  });
});

describe('labels in one text', () => {
  const value = fc.string({ unit: fc.constantFrom(...'ab ,/.:'.split('')), maxLength: 20 });
  const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,12}$/);

  it('come out whole, with their commas', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true }), (labels) => {
        const text = Object.entries(labels)
          .map(([key, text_]) => `${key}=${text_}`)
          .join(',');
        expect(Object.fromEntries(labelsInText(text))).toEqual(labels);
      }),
    );
  });
});

describe('where Compose read a container from', () => {
  const origin = (labels: Readonly<Record<string, string>>): unknown => composeOriginOf((key) => labels[key] ?? '');
  const whole = { Project: 'p', Service: 's', WorkingDir: '/w', ConfigFiles: '/w/a.yml' };

  it('names absolute files, in their order', () => {
    const files = (text: string): unknown => {
      const found = composeOriginOf((key) => ({ ...whole, ConfigFiles: text })[key as keyof typeof whole] ?? '');
      return found?.files;
    };
    expect(files('/w/a.yml,/w/b.yml')).toEqual(['/w/a.yml', '/w/b.yml']);
    expect(files('/w/a, b.yml')).toEqual(['/w/a, b.yml']);
    expect(files('docker-compose.yml,./more.yml')).toEqual(['/w/docker-compose.yml', '/w/more.yml']);
    expect(files('-')).toEqual([]);
    expect(files('')).toEqual([]);
  });

  it('is missing where the labels are not whole', () => {
    expect(origin(whole)).toMatchObject({ project: 'p', files: ['/w/a.yml'] });
    expect(origin({ ...whole, EnvironmentFile: '/w/.env' })).toMatchObject({ environmentFile: '/w/.env' });
    for (const key of ['Project', 'Service', 'WorkingDir']) expect(origin({ ...whole, [key]: '' })).toBeUndefined();
    expect(origin({ ...whole, WorkingDir: 'w' })).toBeUndefined();
  });
});
