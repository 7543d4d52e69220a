import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildCli } from '../../scripts/build.mjs';
import { OPERATIONS_FOLDER } from '../../src/core/script';
import { lasting, type MacState, withFirewall, withService } from '../sim/mac-state';
import { freshMac, stockMac } from '../sim/machines';
import { type Ended, RealPathsMac } from '../sim/real-paths';
import { canBeSkipped } from './private-root';

const skipped = canBeSkipped();
const CHOSEN = 'firewall firewall-stealth remote-login';
const SSH = 'com.openssh.sshd';
const CLI = join(import.meta.dirname, '../../out/cli/main.cjs');
const SECONDS = { timeout: 60_000 };

const macs: RealPathsMac[] = [];
beforeAll(async () => {
  if (!skipped) await buildCli({ log: () => undefined });
}, 60_000);
afterEach(() => {
  for (const mac of macs.splice(0)) mac.close();
});

async function arranged(state: MacState): Promise<RealPathsMac> {
  const mac = await RealPathsMac.create(state);
  macs.push(mac);
  return mac;
}

/** The command line as it ships, run as a person. */
function batten(mac: RealPathsMac, words: string): Promise<Ended> {
  return mac.root.runAsPerson(`'${process.execPath}' '${CLI}' ${words}`);
}

async function scriptFor(mac: RealPathsMac, words: string): Promise<string> {
  const { stdout, stderr, exitCode } = await batten(mac, words);
  expect({ exitCode, stderr: stderr.replace(/^\S+: left out, it is already as wanted\n/gm, '') }).toEqual({
    exitCode: 0,
    stderr: '',
  });
  expect(stdout).toMatch(/^#!\/bin\/sh\n/);
  return stdout;
}

/** Runs a script as a person who has read it would: with /bin/sh, as root. */
function run(mac: RealPathsMac, script: string, as: 'root' | 'person' = 'root'): Promise<Ended> {
  const file = join(mac.root.shared, 'printed-script');
  writeFileSync(file, script);
  const line = `exec /bin/sh '${file}'`;
  return as === 'root' ? mac.root.run(line) : mac.root.runAsPerson(line);
}

/** The last word of a script to whoever runs it. */
function lastWord({ stdout, stderr, exitCode }: Ended): string {
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return /@@BATTEN [0-9a-f]{32} (.*)\n$/.exec(stdout)?.[1] ?? stdout;
}

function hardened(state: MacState): MacState {
  const on = withFirewall(state, { global: true, stealth: true });
  return withService(on, SSH, { loaded: false, override: 'disabled' });
}

describe.skipIf(skipped).each([
  ['a Mac as a careless person runs it', freshMac('26.5')],
  ['a Mac with its firewall on and Remote Login off', withFirewall(stockMac('15.6'), { global: true })],
  [
    'a Mac whose Remote Login is off until it restarts',
    withService(stockMac('13.6'), SSH, { loaded: false, override: 'enabled' }),
  ],
])('on %s', (_name, first) => {
  // Proves P6: The printed script at the programs' real paths changes what was chosen, and the undo script takes exactly that back.
  it('the printed script changes what was chosen, and the undo script takes exactly that back', SECONDS, async () => {
    const mac = await arranged(first);
    const undo = await scriptFor(mac, `plan ${CHOSEN} --undo-script`);
    const undoOnceMore = await scriptFor(mac, `plan ${CHOSEN} --undo-script`);
    const script = await scriptFor(mac, `plan ${CHOSEN} --script`);
    const onceMore = await scriptFor(mac, `plan ${CHOSEN} --script`);
    expect(lasting(mac.state)).toEqual(lasting(first));

    expect(lastWord(await run(mac, script))).toMatch(/^DONE [1-3]$/);
    const wanted = lasting(expectedAfter(first));
    expect(lasting(mac.state)).toEqual(wanted);
    expect(lastWord(await run(mac, script))).toBe('REFUSED ran-before');
    expect(lasting(mac.state)).toEqual(wanted);
    expect(lastWord(await run(mac, onceMore))).toMatch(/^DONE [1-3]$/);
    expect(lasting(mac.state)).toEqual(wanted);
    const fresh = await batten(mac, `plan ${CHOSEN} --script`);
    expect(fresh.stderr.split('\n').filter((line) => line.includes('already as wanted'))).toHaveLength(3);
    expect(lastWord(await run(mac, fresh.stdout))).toBe('DONE 0');
    expect(lasting(mac.state)).toEqual(wanted);

    expect(lastWord(await run(mac, undo))).toMatch(/^DONE [1-3]$/);
    expect(lasting(mac.state)).toEqual(lasting(first));
    expect(lastWord(await run(mac, undo))).toBe('REFUSED ran-before');
    expect(lasting(mac.state)).toEqual(lasting(first));
    expect(lastWord(await run(mac, undoOnceMore))).toMatch(/^DONE [1-3]$/);
    expect(lasting(mac.state)).toEqual(lasting(first));
  });
});

/** Overrides that were there stay unless they were in the way: only what was not as wanted is changed. */
function expectedAfter(first: MacState): MacState {
  const service = first.services[SSH];
  const wasOff = service === undefined || (!service.loaded && service.override !== 'enabled');
  const after = hardened(first);
  return wasOff ? { ...after, services: first.services } : after;
}

describe.skipIf(skipped)('a printed script at the real paths', () => {
  it('writes nothing but its log, which everybody may read and nobody but root may write', SECONDS, async () => {
    const mac = await arranged(freshMac('26.5'));
    const script = await scriptFor(mac, `plan ${CHOSEN} --script`);
    const before = await mac.root.written();
    expect(lastWord(await run(mac, script))).toBe('DONE 3');
    const operationId = /operation ([0-9a-f]{32})/.exec(script)?.[1] ?? '';
    const log = `${OPERATIONS_FOLDER}/${operationId}.log`;
    const made = (await mac.root.written()).filter((line) => !before.includes(line));
    const folders = log
      .split('/')
      .map((_part, at, parts) => `.${parts.slice(0, at + 1).join('/')}`)
      .slice(2, -1);
    expect(made.map((line) => line.replace(/^\d+ \d+ /, '')).sort()).toEqual([...folders, `.${log}`].sort());
    const rights = await mac.root.run(
      `/usr/bin/stat -c '%a %u' '${log}' '${OPERATIONS_FOLDER}' '/Library/Application Support'`,
    );
    expect(rights.stdout).toBe('644 0\n755 0\n755 0\n');
    const printed = await mac.root.run(`/usr/bin/tail -c +1 '${log}'`);
    expect(printed.stdout).toMatch(/^BEGUN \d+\nBEGIN 1\nBEFORE 1 globalState 0 \S+\nCOMMAND 1 1 0 \S+\nEND 1 no\n/);
    expect(printed.stdout).toMatch(/\nDONE 3\n$/);
  });

  it.each([
    ['past its deadline', 'REFUSED expired', 'root', (text: string) => text.replace(/-le \d+ \]/, '-le 1764000000 ]')],
    ['when it is not run as root', 'REFUSED not-root', 'person', (text: string) => text],
    [
      'when a link stands where its log belongs',
      'REFUSED log-is-a-link',
      'root',
      (text: string) =>
        text.replace('cd / || exit 0', "cd / || exit 0\n/bin/ln -s /tmp '/Library/Application Support'"),
    ],
  ] as const)('changes nothing %s', SECONDS, async (_when, word, as, edit) => {
    const first = freshMac('26.5');
    const mac = await arranged(first);
    const script = edit(await scriptFor(mac, `plan ${CHOSEN} --script`));
    const before = await mac.root.written();
    expect(lastWord(await run(mac, script, as))).toBe(word);
    expect(lasting(mac.state)).toEqual(lasting(first));
    const made = (await mac.root.written()).filter((line) => !before.includes(line));
    expect(made).toEqual(word === 'REFUSED log-is-a-link' ? ['./Library/Application Support'] : []);
  });

  it('changes nothing when only the plan is shown, in any form', SECONDS, async () => {
    const first = freshMac('26.5');
    const mac = await arranged(first);
    const before = await mac.root.written();
    for (const form of ['', '--json', '--script', '--undo-script']) {
      expect((await batten(mac, `plan ${CHOSEN} airdrop bluetooth ${form}`)).exitCode).toBe(0);
    }
    expect((await batten(mac, 'status')).exitCode).toBe(1);
    expect(lasting(mac.state)).toEqual(lasting(first));
    expect(await mac.root.written()).toEqual(before);
  });
});
