import { describe, expect, it } from 'vitest';
import { lasting, type MacState, withFirewall } from './mac-state';
import { managedMac, RELEASE_NAMES, stockMac } from './machines';
import { call } from './play';

const asRoot = (state: MacState, ...args: readonly string[]) => call(state, 'root', 'socketfilterfw', ...args);
const asUser = (state: MacState, ...args: readonly string[]) => call(state, 'user', 'socketfilterfw', ...args);

describe('socketfilterfw', () => {
  it.each(RELEASE_NAMES)('turns the firewall on and off for root on macOS %s', (release) => {
    const on = asRoot(stockMac(release), '--setglobalstate', 'on');
    expect(on).toMatchObject({ exitCode: 0, stdout: 'Firewall is enabled. (State = 1)\n' });
    expect(on.state.firewall.global).toBe(true);
    const off = asRoot(on.state, '--setglobalstate', 'off');
    expect(off).toMatchObject({ exitCode: 0, stdout: 'Firewall is disabled. (State = 0)\n' });
    expect(lasting(off.state)).toEqual(lasting(stockMac(release)));
  });

  it('starts a firewall that is off when everything is to be blocked, and leaves it on afterwards', () => {
    const blocking = asRoot(stockMac('26.5'), '--setblockall', 'on');
    expect(blocking.stdout).toBe('Firewall is blocking all non-essential incoming connections.\n');
    expect(blocking.state.firewall).toMatchObject({ global: true, blockAll: true });
    expect(asUser(blocking.state, '--getglobalstate').stdout).toContain('(State = 2)');
    const open = asRoot(blocking.state, '--setblockall', 'off');
    expect(open.state.firewall).toMatchObject({ global: true, blockAll: false });
    expect(asUser(open.state, '--getglobalstate').stdout).toBe('Firewall is enabled. (State = 1)\n');
  });

  it('ends block-all when the firewall is turned off', () => {
    const blocking = withFirewall(stockMac('26.5'), { global: true, blockAll: true });
    expect(asRoot(blocking, '--setglobalstate', 'off').state.firewall).toMatchObject({
      global: false,
      blockAll: false,
    });
  });

  it.each(['26.5', '27.0'] as const)('refuses a change without root on macOS %s and exits 255', (release) => {
    const before = stockMac(release);
    const refused = asUser(before, '--setstealthmode', 'on');
    expect(refused).toMatchObject({ exitCode: 255, stdout: 'Must be root to change settings.\n' });
    expect(lasting(refused.state)).toEqual(lasting(before));
  });

  it.each(['13.6', '14.6', '15.6'] as const)(
    'only claims to have changed something without root on macOS %s',
    (release) => {
      const before = stockMac(release);
      const claimed = asUser(before, '--setglobalstate', 'on');
      expect(claimed).toMatchObject({ exitCode: 0, stdout: 'Firewall is enabled. (State = 1)\n' });
      expect(lasting(claimed.state)).toEqual(lasting(before));
    },
  );

  it('refuses root on a Mac with a firewall profile, with exit code 0, and still answers questions', () => {
    const before = managedMac('26.5');
    const refused = asRoot(before, '--setglobalstate', 'off');
    expect(refused).toMatchObject({
      exitCode: 0,
      stdout: 'Firewall settings cannot be modified from command line on managed Mac computers.\n',
    });
    expect(lasting(refused.state)).toEqual(lasting(before));
    expect(asUser(refused.state, '--getglobalstate').stdout).toBe('Firewall is enabled. (State = 1)\n');
  });

  it('answers several flags of one call in their order', () => {
    const on = withFirewall(stockMac('26.5'), { global: true, stealth: true });
    expect(asUser(on, '--getstealthmode', '--getglobalstate').stdout).toBe(
      'Firewall stealth mode is on\nFirewall is enabled. (State = 1)\n',
    );
  });

  it('has logging flags that work up to 14, fail on 15.1, and are gone from 15.4 on', () => {
    expect(
      asRoot(stockMac('14.6'), '--setloggingmode', 'on', '--setloggingopt', 'detail').state.firewall,
    ).toMatchObject({
      logging: true,
      loggingOption: 'detail',
    });
    const failed = asRoot(stockMac('15.1'), '--setloggingmode', 'on');
    expect(failed).toMatchObject({ exitCode: 1 });
    expect(failed.stdout).toContain('Failed to set log mode');
    expect(failed.state.firewall.logging).toBe(false);
    const gone = asUser(stockMac('15.6'), '--getloggingmode');
    expect(gone.exitCode).toBe(1);
    expect(gone.stdout).toMatch(/^usage: /);
    expect(gone.stdout).not.toContain('logging');
  });

  it('keeps rules for programs: add, block, allow, remove', () => {
    const path = '/Applications/Some App.app';
    const added = asRoot(stockMac('26.5'), '--add', path);
    expect(added.state.firewall.apps.at(-1)).toMatchObject({ path, rule: 'allow' });
    const blocked = asRoot(added.state, '--blockapp', path);
    expect(blocked.state.firewall.apps.at(-1)).toMatchObject({ path, rule: 'block' });
    expect(asUser(blocked.state, '--listapps').stdout).toContain(
      `: ${path} \n             (Block incoming connections)\n`,
    );
    const removed = asRoot(blocked.state, '--remove', path);
    expect(lasting(removed.state)).toEqual(lasting(stockMac('26.5')));
  });

  it('gives a program that is taken off the list and put on it again the same signature, at the end of the list', () => {
    const before = stockMac('26.5');
    const removed = asRoot(before, '--remove', '/usr/bin/python3');
    const added = asRoot(removed.state, '--add', '/usr/bin/python3');
    expect(added.state.firewall.apps.at(-1)).toEqual(before.firewall.apps[1]);
    expect(lasting(added.state)).toEqual(lasting(before));
  });

  it('says what happens to a program, also to one that is not there', () => {
    const node = '/opt/homebrew/bin/node';
    const stock = stockMac('27.0');
    const blocked = asRoot(stock, '--add', node, '--blockapp', node).state;
    expect(asUser(blocked, '--getappblocked', node).stdout).toBe(`Incoming connection to ${node} is blocked.\n`);
    expect(asUser(stock, '--getappblocked', '/nope').stdout).toBe('Incoming connection to /nope is permitted.\n');
    expect(asUser(stockMac('14.6'), '--getappblocked', '/nope').stdout).toBe(
      'The application is not part of the firewall\n',
    );
  });

  it.each(['13.6', '14.6'] as const)('claims a change that it does not make without root on macOS %s', (release) => {
    const stock = stockMac(release);
    const added = asUser(stock, '--add', '/opt/homebrew/bin/node');
    expect(added).toMatchObject({
      exitCode: 0,
      stdout: 'Application at path ( /opt/homebrew/bin/node ) added to firewall\n',
    });
    expect(lasting(added.state)).toEqual(lasting(stock));
  });

  it('prints its usage for anything else', () => {
    expect(asRoot(stockMac('26.5'), '--setglobalstate', 'maybe')).toMatchObject({ exitCode: 1 });
    expect(asUser(stockMac('26.5'), '--gibberish').stdout).toMatch(/^usage: /);
  });
});
