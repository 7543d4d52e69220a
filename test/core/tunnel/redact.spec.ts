import { describe, expect, it } from 'vitest';
import { redactTunnelText } from '../../../src/core/tunnel/redact';
import { fc } from '../fixed-chance';

const secret = fc.stringMatching(/^[A-Za-z0-9+/=_-]{8,60}$/);

/** As Cloudflare makes them: base64 of an object with the account, the tunnel and a secret. */
const token = fc
  .record({
    a: fc.stringMatching(/^[0-9a-f]{32}$/),
    t: fc.uuid(),
    s: fc.stringMatching(/^[A-Za-z0-9+/]{20,60}={0,2}$/),
  })
  .map((value) => Buffer.from(JSON.stringify(value)).toString('base64'));

/** Three such objects, as Access gives them out. */
const webToken = fc
  .tuple(token, token, secret)
  .map(([head, body, signature]) => [head, body, signature].join('.').replaceAll('=', '').replaceAll('+', '-'));

/** Where tokens have been seen: arguments, environments, property lists, launchctl, YAML, JSON within JSON. */
const PLACES: readonly ((one: string) => string)[] = [
  (one) => `/opt/homebrew/bin/cloudflared tunnel run --token ${one} --url http://localhost:1`,
  (one) => `cloudflared tunnel run --token=${one}`,
  (one) => `cloudflared tunnel run --token "${one}"`,
  (one) => `\t\ttunnel\n\t\trun\n\t\t--token\n\t\t${one}\n\t}`,
  (one) => `<string>--token</string>\n\t\t<string>${one}</string>`,
  (one) => `<key>TUNNEL_TOKEN</key><string>${one}</string>`,
  (one) => `TUNNEL_TOKEN=${one} cloudflared`,
  (one) => `\t\tTUNNEL_TOKEN => ${one}`,
  (one) => `export TUNNEL_TOKEN='${one}'`,
  (one) => `token: ${one}`,
  (one) => `  token : "${one}"`,
  (one) => `{"token":"${one}"}`,
  (one) => JSON.stringify(JSON.stringify({ token: one })),
  (one) => `["tunnel","run","--token","${one}"]`,
  (one) => `{"AccountTag":"a","TunnelSecret":"${one}","TunnelID":"b"}`,
  (one) => `CF-Access-Client-Secret: ${one}`,
  (one) => `--service-token-secret ${one}`,
];

describe('text about tunnels', () => {
  it('loses every token, wherever it stands', () => {
    fc.assert(
      fc.property(fc.oneof(token, webToken), fc.string(), fc.string(), (one, before, after) => {
        // Followed by more of its own letters it would be another token.
        const text = `${before} ${one} ${after}`;
        expect(redactTunnelText(text)).not.toContain(one);
        expect(redactTunnelText(text)).not.toContain(one.slice(0, 24));
      }),
    );
  });

  it('loses whatever follows a name that announces a secret', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...PLACES), fc.string({ maxLength: 20 }), (one, place, around) => {
        fc.pre(!place('').includes(one) && !around.includes(one));
        expect(redactTunnelText(`${around}\n${place(one)}\n${around}`)).not.toContain(one);
      }),
      { numRuns: 1_000 },
    );
  });

  it('loses names and passwords before a host', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9!$&*+,;=._~@-]{4,30}$/).map((text) => `SECRET${text}`);
    fc.assert(
      fc.property(part, part, (name, password) => {
        const text = `service: http://${name}:${password}@localhost:3000 and tcp://${name}@[::1]:22`;
        expect(redactTunnelText(text)).toBe('service: http://localhost:3000 and tcp://[::1]:22');
      }),
    );
  });

  it('keeps the rest', () => {
    for (const text of [
      'cloudflared tunnel run --token-file /Users/x/.cloudflared/token',
      'TUNNEL_TOKEN_FILE=/etc/cloudflared/token',
      'http://localhost:3000/users/@me',
      'state = running\n\tpid = 677',
      'Provided tunnel token is not valid.',
      'ingress:\n  - hostname: tokens.example.com\n    service: http://localhost:3000',
      'eyJhIjoi',
      '0c39bcfb-0c96-4858-9025-d54131e062ec',
      '',
    ]) {
      expect(redactTunnelText(text)).toBe(text);
    }
  });

  it('is the same when it is done twice', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...PLACES), (one, place) => {
        const once = redactTunnelText(place(one));
        expect(redactTunnelText(once)).toBe(once);
      }),
    );
  });

  it('takes no more time than its length', () => {
    for (const piece of [
      'eyJ',
      '--token',
      '--token ',
      ' ',
      '\t\n',
      '://',
      '://a',
      'a:b@',
      'token:',
      '"',
      '=',
      'TUNNEL_TOKEN=',
    ]) {
      const text = `--token${piece.repeat(Math.ceil(1_048_576 / piece.length))}`;
      expect(redactTunnelText(text).length).toBeGreaterThan(0);
    }
  });
});
