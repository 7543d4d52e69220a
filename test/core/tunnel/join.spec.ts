import { describe, expect, it } from 'vitest';
import type { Tunnel, TunnelRoute } from '../../../src/core/exposure/tunnel';
import { type Parsed, read, unreadable } from '../../../src/core/result';
import { joinTunnels, type JoinedTunnels } from '../../../src/core/tunnel/join';
import { originOf } from '../../../src/core/tunnel/origin';
import { originsOf } from '../../../src/core/tunnel/origins';
import { fc } from '../fixed-chance';

const HOME = '/Users/x/.cloudflared/config.yml';
const ETC = '/etc/cloudflared/config.yml';

/** "boards.alai.no http://localhost:3100" */
function route(text: string): TunnelRoute {
  const [hostname = '', service = ''] = text.split(' ');
  return { hostname, ...(originOf(service) ?? { service }) };
}

const NOWHERE = '* http_status:404';
const BOARDS = 'boards.alai.no http://localhost:3100';
const SIGN = 'sign.alai.no http://localhost:3003';

function inFile(name: string, path: string, ...routes: readonly string[]): Tunnel {
  return { name, source: { kind: 'file', path }, running: 'unknown', routes: routes.map(route) };
}

function inUse(pid: number, ...routes: readonly string[]): Tunnel {
  const metrics = { address: '127.0.0.1', port: 20_000 + pid };
  return {
    name: '',
    source: { kind: 'running', metrics, pid },
    running: 'yes',
    connections: 4,
    routes: routes.map(route),
  };
}

function join(
  files: readonly Tunnel[],
  running: readonly Tunnel[],
  processes: Parsed<readonly number[]> = read(running.map(pidOf)),
): JoinedTunnels {
  return joinTunnels({
    files: files.map((tunnel) => ({
      path: tunnel.source.kind === 'file' ? tunnel.source.path : '',
      tunnel: read(tunnel),
    })),
    running: running.map((tunnel) => ({
      socket: { pid: pidOf(tunnel), port: 20_000 + pidOf(tunnel) },
      tunnel: read(tunnel),
    })),
    processes,
  });
}

function pidOf({ source }: Tunnel): number {
  return source.kind === 'running' ? source.pid : 0;
}

/** "planka running/yes boards.alai.no *", one line for each tunnel. */
function lines({ tunnels }: JoinedTunnels): readonly string[] {
  return tunnels.map(({ name, source, running, routes }) => {
    return [name || '-', `${source.kind}/${running}`, ...routes.map(({ hostname }) => hostname)].join(' ');
  });
}

describe('a tunnel in a file and on a running cloudflared', () => {
  it('is one entry, which runs and has the file’s name', () => {
    const joined = join([inFile('planka', HOME, BOARDS, NOWHERE)], [inUse(7, BOARDS, NOWHERE)]);
    expect(lines(joined)).toEqual(['planka running/yes boards.alai.no *']);
    expect(joined.tunnels[0]?.connections).toBe(4);
    expect([joined.notes, joined.gaps]).toEqual([[], []]);
  });

  it('does what runs, and a note says where the file differs', () => {
    const file = inFile('planka', HOME, BOARDS, 'old.alai.no http://localhost:9000', NOWHERE);
    const joined = join([file], [inUse(7, 'boards.alai.no http://localhost:3101', SIGN, NOWHERE)]);
    expect(lines(joined)).toEqual(['planka running/yes boards.alai.no sign.alai.no *']);
    expect(joined.notes).toEqual([
      `The running tunnel does not do what ${HOME} says: only in the file: boards.alai.no to http://localhost:3100, old.alai.no to http://localhost:9000; only in use: boards.alai.no to http://localhost:3101, sign.alai.no to http://localhost:3003.`,
    ]);
  });

  it('does the same where a port is written in one and meant in the other', () => {
    const joined = join(
      [inFile('a', HOME, 'a.example.com ssh://localhost')],
      [inUse(7, 'a.example.com ssh://localhost:22')],
    );
    expect([lines(joined), joined.notes]).toEqual([['a running/yes a.example.com'], []]);
  });

  it('differs where the order does', () => {
    const joined = join([inFile('a', HOME, BOARDS, SIGN)], [inUse(7, SIGN, BOARDS)]);
    expect(joined.notes).toEqual([`The running tunnel does not do what ${HOME} says: the order of the rules differs.`]);
  });

  it('is one entry too where installing it as a service has copied its file', () => {
    const files = [inFile('planka', HOME, BOARDS, SIGN), inFile('planka', ETC, BOARDS)];
    const joined = join(files, [inUse(7, BOARDS)]);
    expect(lines(joined)).toEqual(['planka running/yes boards.alai.no']);
    expect(joined.notes[0]).toBe(`${ETC} describes the same tunnel as ${HOME}, with other routes.`);
    expect(lines(join(files, []))).toEqual(['planka file/no boards.alai.no sign.alai.no']);
  });
});

describe('tunnels that cannot be told to be the same', () => {
  it('stay apart where all they share is a catch-all that leads nowhere', () => {
    expect(lines(join([inFile('a', HOME, NOWHERE)], [inUse(7, NOWHERE)]))).toEqual([
      '- running/yes *',
      'a file/unknown *',
    ]);
  });

  it('stay apart where two files fit equally', () => {
    const joined = join([inFile('a', HOME, BOARDS), inFile('b', ETC, BOARDS)], [inUse(7, BOARDS)]);
    expect(lines(joined)).toEqual([
      '- running/yes boards.alai.no',
      'a file/unknown boards.alai.no',
      'b file/unknown boards.alai.no',
    ]);
  });

  it('may be several processes of one tunnel', () => {
    const joined = join([inFile('a', HOME, BOARDS)], [inUse(7, BOARDS), inUse(8, BOARDS)]);
    expect(lines(joined)).toEqual(['a running/yes boards.alai.no', 'a running/yes boards.alai.no']);
  });
});

describe('a file from which nothing runs', () => {
  const file = inFile('a', HOME, BOARDS);

  it('is known not to run only where no process is left that could serve it', () => {
    expect(lines(join([file], [], read([])))).toEqual(['a file/no boards.alai.no']);
    expect(lines(join([file], [], unreadable('ps did not answer')))).toEqual(['a file/unknown boards.alai.no']);
    expect(lines(join([file], [], read([7])))).toEqual(['a file/unknown boards.alai.no']);
    // A tunnel that nobody has described may be this one.
    expect(lines(join([file], [inUse(7, SIGN)]))[1]).toBe('a file/unknown boards.alai.no');
    expect(lines(join([file], [inUse(7, SIGN)], read([])))[1]).toBe('a file/unknown boards.alai.no');
    // Here the only process serves another file.
    expect(lines(join([file, inFile('b', ETC, SIGN)], [inUse(7, SIGN)]))).toEqual([
      'b running/yes sign.alai.no',
      'a file/no boards.alai.no',
    ]);
  });
});

describe('what could not be read about tunnels', () => {
  it('is a gap each', () => {
    const { gaps, tunnels } = joinTunnels({
      files: [
        { path: HOME, tunnel: unreadable('it is not understood as YAML') },
        { path: ETC, tunnel: read(undefined) },
      ],
      running: [
        { socket: { pid: 7, port: 1 }, tunnel: unreadable('nobody answers there') },
        { socket: { pid: 8, port: 2 }, tunnel: unreadable('nobody answers there') },
        { socket: { pid: 8, port: 3 }, tunnel: read(inUse(8, BOARDS)) },
      ],
      processes: read([7, 8, 9]),
    });
    expect(tunnels).toHaveLength(1);
    expect(gaps.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
      `The tunnel described in ${HOME}: it is not understood as YAML`,
      'Where the running cloudflared (process 7) leads: nobody answers there',
      'Where the running cloudflared (process 9) leads: it has no address on this Mac that tells',
    ]);
    expect(gaps.every(({ hidesListeners }) => !hidesListeners)).toBe(true);
    expect(join([], [], unreadable('ps did not answer')).gaps).toEqual([
      { what: 'Whether a tunnel runs', reason: 'ps did not answer', hidesListeners: false },
    ]);
  });
});

describe('joining', () => {
  const routes = fc.uniqueArray(fc.constantFrom(BOARDS, SIGN, NOWHERE, 'c.example.com http://localhost:1'), {
    maxLength: 4,
  });
  const files = fc.array(fc.tuple(fc.constantFrom('a', 'b', ''), routes), { maxLength: 3 });

  it('loses no running tunnel and no route of one, and calls nothing stopped without proof', () => {
    fc.assert(
      fc.property(files, fc.array(routes, { maxLength: 3 }), fc.boolean(), (described, running, known) => {
        const told = running.map((list, at) => inUse(at + 1, ...list));
        const written = described.map(([name, list], at) => inFile(name, `/etc/${at}.yml`, ...list));
        const { tunnels } = join(written, told, known ? read(told.map(pidOf)) : unreadable('ps did not answer'));
        expect(tunnels.filter(({ running: state }) => state === 'yes').map((one) => one.routes)).toEqual(
          told.map((one) => one.routes),
        );
        if (!known) expect(tunnels.some(({ running: state }) => state === 'no')).toBe(false);
        const names = new Set([...written.map(({ name }) => name), '']);
        for (const { name } of tunnels) expect(names).toContain(name);
      }),
    );
  });
});

describe('the sockets to which tunnels lead', () => {
  it('are each there once, with what is known about their running', () => {
    const { tunnels } = join(
      [inFile('a', HOME, BOARDS, 'far.example.com https://example.com', NOWHERE), inFile('b', ETC, SIGN)],
      [inUse(7, BOARDS, NOWHERE)],
    );
    expect(originsOf(tunnels)).toEqual([
      { hostname: 'boards.alai.no', address: 'localhost', port: 3100, running: 'yes' },
      { hostname: 'sign.alai.no', address: 'localhost', port: 3003, running: 'no' },
    ]);
    const states = ['no', 'unknown', 'yes', 'unknown', 'no'] as const;
    for (const [at, running] of states.entries()) {
      const seen = states.slice(0, at + 1).map((state) => ({ ...inFile('a', HOME, BOARDS), running: state }));
      expect(originsOf(seen)).toMatchObject([{ running: at < 2 ? running : 'yes' }]);
    }
  });
});
