import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/core/command';
import { parseTunnelInfo, parseTunnelList, TUNNEL_LIST, tunnelInfoCommand } from '../../../src/core/tunnel/account';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said, valueOf } from '../parse/parsers';

const ID = '5adc17fe-7cf4-468e-8bef-a3264ec7e67f';
const OTHER = 'df9d085b-5867-4fd4-b6c8-5b81548f85c5';
const NEVER = '0001-01-01T00:00:00Z';

describe('the questions to Cloudflare', () => {
  it('are asked by id only', () => {
    expect(commandLine(TUNNEL_LIST)).toBe('/opt/homebrew/bin/cloudflared tunnel list --output json');
    expect(tunnelInfoCommand(ID)?.args).toEqual(['tunnel', 'info', '--output', 'json', ID]);
    for (const id of ['my-tunnel', '', '--help', `${ID} `, `${ID}\n`, ID.toUpperCase()]) {
      expect(tunnelInfoCommand(id)).toBeUndefined();
      expect(parseTunnelInfo(id, said('null')).kind).toBe('unreadable');
    }
  });
});

describe.skipIf(!haveFixtures())('a captured answer', () => {
  it('cloudflared-tunnel-list.txt: a banner, names with dots, a tunnel that is down', () => {
    expect(valueOf(parseTunnelList(said(fixture('bindings/cloudflared-tunnel-list.txt'))))).toEqual([
      { id: '0c39bcfb-0c96-4858-9025-d54131e062ec', name: 'aishield-tunnel', connections: 8 },
      { id: 'a956a3fe-ad15-4f1e-8499-8dad27859d3d', name: 'aishield.tools', connections: 0 },
      { id: 'aa3f86b8-01f4-4ce0-83a8-5512219f9003', name: 'healthlens', connections: 0 },
      { id: '772e48b6-fec9-4295-9816-92f6479e823d', name: 'healthlens-tunnel', connections: 4 },
    ]);
  });

  it('cloudflared-tunnel-info-darwin.txt and -two-connectors.txt: who serves a tunnel, but not from where', () => {
    const one = parseTunnelInfo(ID, said(fixture('bindings/cloudflared-tunnel-info-darwin.txt')));
    expect(valueOf(one)).toEqual([{ id: OTHER, version: '2025.11.1', architecture: 'darwin_arm64', connections: 2 }]);
    expect(JSON.stringify(one)).not.toContain('203.0.113.114');
    const two = parseTunnelInfo(ID, said(fixture('bindings/cloudflared-tunnel-info-two-connectors.txt')));
    expect(valueOf(two)).toMatchObject([{ connections: 1 }, { connections: 4 }]);
  });

  it('cloudflared-nocert.txt: nobody is logged in', () => {
    const answer = said('', { stderr: fixture('bindings/cloudflared-nocert.txt'), exitCode: 1 });
    for (const parsed of [parseTunnelList(answer), parseTunnelInfo(ID, answer)]) {
      expect(parsed).toEqual({ kind: 'unreadable', reason: 'cloudflared is not logged in to Cloudflare on this Mac' });
    }
  });
});

describe('an answer as JSON', () => {
  const connection = {
    colo_name: 'osl01',
    id: OTHER,
    is_pending_reconnect: false,
    origin_ip: '203.0.113.7',
    opened_at: NEVER,
  };
  const tunnel = {
    id: ID,
    name: 'planka',
    created_at: NEVER,
    deleted_at: NEVER,
    connections: [connection, connection],
  };

  it('lists tunnels that are not deleted, and connections that stand', () => {
    const rows = [
      tunnel,
      { ...tunnel, name: 'down', connections: null },
      { ...tunnel, name: 'back soon', connections: [{ ...connection, is_pending_reconnect: true }] },
      { ...tunnel, name: 'gone', deleted_at: '2026-01-01T00:00:00Z' },
    ];
    expect(valueOf(parseTunnelList(said(JSON.stringify(rows, undefined, 2))))).toEqual([
      { id: ID, name: 'planka', connections: 2 },
      { id: ID, name: 'down', connections: 0 },
      { id: ID, name: 'back soon', connections: 0 },
    ]);
    expect(valueOf(parseTunnelList(said('null\n')))).toEqual([]);
    expect(valueOf(parseTunnelList(said('[]\n')))).toEqual([]);
    const none =
      "No tunnels were found for the given filter flags. You can use 'cloudflared tunnel create' to create a tunnel.\n";
    expect(valueOf(parseTunnelList(said(none)))).toEqual([]);
  });

  it('names who serves a tunnel', () => {
    const client = {
      id: OTHER,
      features: [],
      version: '2026.3.0',
      arch: 'darwin_arm64',
      run_at: NEVER,
      conns: [connection],
    };
    const info = { id: ID, name: 'planka', createdAt: NEVER, conns: [client] };
    expect(valueOf(parseTunnelInfo(ID, said(JSON.stringify(info, undefined, 2))))).toEqual([
      { id: OTHER, version: '2026.3.0', architecture: 'darwin_arm64', connections: 1 },
    ]);
    expect(valueOf(parseTunnelInfo(ID, said(JSON.stringify({ ...info, conns: null }))))).toEqual([]);
    for (const text of [
      'This tunnel has no active connectors.',
      `Your tunnel ${ID} does not have any active connection.`,
    ]) {
      expect(valueOf(parseTunnelInfo(ID, said(`${text}\n`)))).toEqual([]);
    }
  });

  it.each([
    '',
    '{}',
    '[{}]',
    '[1]',
    JSON.stringify([tunnel, { ...tunnel, id: 'x' }]),
    JSON.stringify([{ ...tunnel, connections: 7 }]),
    JSON.stringify([tunnel]).slice(0, -1),
    'ID                                   NAME\n',
    `${ID} planka\n`,
    `${ID} planka 2026-07-30T23:21:20Z many\n`,
  ])('that is not understood is unreadable as a whole: %j', (text) => {
    expect(valueOf(parseTunnelList(said(text)))).toBe('unreadable');
  });

  it('of another kind is an error in words, without tokens', () => {
    const stderr = `ERR REST request failed: token=${'s3cr3t'.repeat(4)} http://me:s3cr3t@proxy:8080 refused`;
    const parsed = parseTunnelList(said('', { stderr, exitCode: 1 }));
    expect(parsed).toMatchObject({ kind: 'unreadable', reason: 'cloudflared could not ask Cloudflare (exit 1)' });
    expect(JSON.stringify(parsed)).not.toContain('s3cr3t');
  });

  it('of any kind never throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc
        .array(fc.constantFrom(ID, ' ', '2026-07-30T23:21:20Z', '4xlax01,', 'name', '\n'))
        .map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(0, 1), (printed, exitCode) => {
        expect(['read', 'unreadable']).toContain(parseTunnelList(said(printed, { exitCode })).kind);
        expect(['read', 'unreadable']).toContain(parseTunnelInfo(ID, said(printed, { exitCode })).kind);
      }),
    );
    for (const piece of [' ', '\n', `${ID} `, '[', '4xlax01, ']) {
      const long = said(piece.repeat(Math.ceil(1_048_576 / piece.length)));
      expect([parseTunnelList(long).kind, parseTunnelInfo(ID, long).kind]).toEqual(['unreadable', 'unreadable']);
    }
  });
});
