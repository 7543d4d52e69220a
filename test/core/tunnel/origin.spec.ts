import { describe, expect, it } from 'vitest';
import { originOf, sameOrigin } from '../../../src/core/tunnel/origin';
import { fc } from '../fixed-chance';

describe('the service of a rule', () => {
  it.each([
    ['http://localhost:3100', 'localhost', 3100],
    ['http://localhost', 'localhost', 80],
    ['https://LOCALHOST.:8443', 'localhost', 8443],
    ['https://127.0.0.1', '127.0.0.1', 443],
    ['ws://127.0.0.1', '127.0.0.1', 80],
    ['wss://127.0.0.1', '127.0.0.1', 443],
    ['http://[::1]:3000', '::1', 3000],
    ['http://[::1]', '::1', 80],
    ['http://[::ffff:127.0.0.1]:3000', '127.0.0.1', 3000],
    ['http://127.1:3000', '127.0.0.1', 3000],
    ['http://0x7f000001:3000', '127.0.0.1', 3000],
    ['ssh://localhost', 'localhost', 22],
    ['rdp://192.168.1.20', '192.168.1.20', 3389],
    ['smb://192.168.1.20', '192.168.1.20', 445],
    ['tcp://10.0.0.5:5432', '10.0.0.5', 5432],
    ['tcp://localhost', 'localhost', 7864],
    ['http://100.64.0.7:3000', '100.64.0.7', 3000],
    ['http://mac-studio:3000', 'mac-studio', 3000],
    ['http://mac-studio.local:3000', 'mac-studio.local', 3000],
    ['http://host.docker.internal:3000', 'host.docker.internal', 3000],
    ['http://app.localhost:3000', 'app.localhost', 3000],
    ['mysql://localhost:3306', 'localhost', 3306],
    // Go takes an address that is none for this computer.
    ['http://0.0.0.0:3000', 'localhost', 3000],
    ['http://[::]:3000', 'localhost', 3000],
    // cloudflared refuses a path; whoever wrote it means that socket all the same.
    ['http://localhost:3000/app', 'localhost', 3000],
  ])('%s leads to %s port %i', (written, address, port) => {
    expect(originOf(written)?.target).toEqual({ address, port });
  });

  it('keeps the interface of a link-local address', () => {
    expect(originOf('http://[fe80::1%25en0]:80')?.target).toEqual({ address: 'fe80::1', zone: 'en0', port: 80 });
  });

  it.each([
    'http_status:404',
    'hello_world',
    'hello-world',
    'bastion',
    'socks-proxy',
    'unix:/run/app.sock',
    'unix+tls:/Users/my name/app.sock',
    'https://example.com',
    'https://8.8.8.8:443',
    'https://[2606:4700::1111]',
    'mysql://localhost',
    'http://localhost:0',
  ])('%s leads to no socket of this Mac or its network', (written) => {
    expect(originOf(written)).toEqual({ service: written });
  });

  it.each([
    '',
    'localhost:3000',
    'localhost',
    '/run/app.sock',
    'http://',
    'http:///path',
    'http://:3000',
    'http://localhost:99999',
    'http://localhost:http',
    'http://localhost:3000 and more',
    'http://local host:3000',
    'http://[::1:3000',
    'http://[1::2::3]:3000',
    'http://::1:3000',
    'http://me:pass/word@localhost:3000',
    'http://a\\b:3000',
    'http://*:3000',
    'http_status:many',
    'http_status:4040',
    'unix:',
    'something',
    'http://localhost\u0000:3000',
  ])('%j is not understood', (written) => {
    expect(originOf(written)).toBeUndefined();
  });

  it('is told without names, passwords, queries and fragments', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9!$&*+,;=._~-]{4,20}$/).map((text) => `SECRET${text}`);
    fc.assert(
      fc.property(part, part, part, (name, password, query) => {
        for (const written of [
          `http://${name}:${password}@localhost:3000?key=${query}#${query}`,
          `http://${name}@localhost:3000`,
          `tcp://${name}:${password}@x@[::1]:3000/?${query}`,
        ]) {
          const origin = originOf(written);
          expect(origin?.target?.port).toBe(3000);
          expect(JSON.stringify(origin)).not.toContain('SECRET');
        }
      }),
    );
  });

  it('of any kind never throws and names no port that is none', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'htps:/[]@.%0127:abcx-_\\ \n'.split('')) });
    fc.assert(
      fc.property(
        fc.oneof(
          odd,
          odd.map((text) => `http://${text}`),
          fc.string({ unit: 'binary' }),
        ),
        (written) => {
          const target = originOf(written)?.target;
          if (target !== undefined)
            expect(target.port > 0 && target.port < 65_536 && target.address !== '*').toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
    for (const piece of ['a', ':', '@', '[', '/', 'http://', '1.', '%']) {
      expect(originOf(`http://${piece.repeat(1_048_576 / piece.length)}`)).toBeUndefined();
    }
  });
});

describe('two services', () => {
  const same = (a: string, b: string): boolean =>
    sameOrigin(originOf(a) ?? { service: a }, originOf(b) ?? { service: b });

  it('are the same where they lead to one socket by one scheme', () => {
    expect(same('ssh://localhost', 'ssh://localhost:22')).toBe(true);
    expect(same('http://127.1:80', 'http://127.0.0.1')).toBe(true);
    expect(same('http_status:404', 'http_status:404')).toBe(true);
    expect(same('http://localhost:1', 'https://localhost:1')).toBe(false);
    expect(same('http://localhost:1', 'http://localhost:2')).toBe(false);
    expect(same('http_status:404', 'http_status:503')).toBe(false);
  });
});
