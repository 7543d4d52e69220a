import { describe, expect, it } from 'vitest';
import { garbage, hangs } from '../../sim/faults';
import { freshMac, stockMac } from '../../sim/machines';
import { withNobodyAtTheScreen, withScreenSession, withSshSession } from '../../sim/remote-parts';
import {
  BLOCK_ALL,
  FIREWALL_OFF,
  FIREWALL_ON,
  guardsOn,
  kinds,
  LET_IN,
  rule,
  SCREEN_OFF,
  SCREEN_ON,
  SSH_OFF,
  SSH_ON,
  step,
  words,
} from './guarded-mac';

const FRESH = freshMac('26.5');
const OVER_SSH = withSshSession(FRESH, '192.168.1.31');
const OVER_VNC = withScreenSession(FRESH, '192.168.1.40');

describe('a live SSH session', () => {
  it('speaks against turning off Remote Login, with the address and the rows that say so', async () => {
    const { of, guarded } = await guardsOn(OVER_SSH, [SSH_OFF]);
    expect(of(SSH_OFF)).toEqual([
      {
        kind: 'ssh-session',
        consequence:
          'You are signed in over SSH from 192.168.1.31 right now. Turning off Remote Login can end that session.',
        evidence: [
          { line: '/usr/sbin/netstat -anv -p tcp', said: '192.168.1.20.22  192.168.1.31.52101  ESTABLISHED' },
          { line: '/usr/bin/who', said: 'alex             ttys001      Nov 22 09:02 (192.168.1.31)' },
        ],
      },
    ]);
    expect(guarded).toEqual(['remote-login']);
  });

  it('says who it is where it is somebody else, and that somebody is where nobody is named', async () => {
    const others = withSshSession(withSshSession(FRESH, '192.168.1.31', 'kim'), '192.168.1.50', 'kim', false);
    expect(words((await guardsOn(others, [SSH_OFF])).of(SSH_OFF))).toEqual([
      'ssh-session: kim is signed in over SSH from 192.168.1.31 right now. Turning off Remote Login can end that session.',
      'ssh-session: Somebody is signed in over SSH from 192.168.1.50 right now. Turning off Remote Login can end that session.',
    ]);
  });

  it('counts when it is tunnelled to this Mac itself, and when only who knows of it', async () => {
    const tunnelled = withSshSession(FRESH, '127.0.0.1', 'alex', false);
    expect(words((await guardsOn(tunnelled, [SSH_OFF])).of(SSH_OFF))[0]).toContain('from 127.0.0.1 right now');
    const mosh = { ...OVER_SSH, sockets: FRESH.sockets };
    expect(kinds((await guardsOn(mosh, [SSH_OFF])).of(SSH_OFF))).toEqual(['ssh-session']);
  });

  it('is no matter for what does not touch it', async () => {
    const harmless = [
      SSH_ON,
      FIREWALL_OFF,
      LET_IN,
      step('firewall-stealth', { on: false }, { on: true }),
      step('airdrop', 'Everyone', 'Off'),
    ];
    expect((await guardsOn(OVER_SSH, harmless)).guards).toEqual({});
    expect((await guardsOn(FRESH, [SSH_OFF])).guards).toEqual({});
  });

  it('speaks against what lets the firewall keep SSH out', async () => {
    const steps = [BLOCK_ALL, FIREWALL_ON, rule('/usr/libexec/sshd-keygen-wrapper', 'allow', 'absent')];
    const { of } = await guardsOn(OVER_SSH, steps);
    for (const one of steps) expect(kinds(of(one))).toContain('ssh-session');
    expect(
      kinds(
        (await guardsOn(OVER_SSH, [rule('/usr/bin/python3', 'allow', 'block')])).guards[
          'firewall-rule:block:/usr/bin/python3'
        ] ?? [],
      ),
    ).toEqual([]);
  });
});

describe('a live screen', () => {
  it('speaks against turning off Screen Sharing, and against Remote Management, which a person turns off', async () => {
    const remote = step('remote-management', { on: true }, { on: false });
    const { of, guarded } = await guardsOn(OVER_VNC, [SCREEN_OFF], { byHand: [remote] });
    expect(words(of(SCREEN_OFF))).toEqual([
      'screen-sharing-session: This screen is shared with 192.168.1.40 right now. Turning off Screen Sharing can end that session.',
    ]);
    expect(words(of(remote))).toEqual([
      'screen-sharing-session: This screen is shared with 192.168.1.40 right now. Turning off Remote Management can end that session.',
    ]);
    expect(guarded).toEqual(['screen-sharing']);
    expect((await guardsOn(OVER_VNC, [SCREEN_ON])).guards).toEqual({});
  });
});

describe('controlling this Mac from elsewhere', () => {
  it('speaks against whatever narrows the way in, also where no session of its kind is live', async () => {
    const { of } = await guardsOn(OVER_VNC, [SSH_OFF, FIREWALL_ON]);
    expect(words(of(SSH_OFF))).toEqual([
      'remote-session: You may be controlling this Mac from elsewhere: its screen is shared with 192.168.1.40. Turning off Remote Login can cut you off, or take away your way back in.',
    ]);
    // Named once: the session is a guard by itself.
    expect(kinds(of(FIREWALL_ON))).toEqual(['screen-sharing-session']);
  });

  it('is told by the environment, and what that does not say proves nothing', async () => {
    const started = await guardsOn(FRESH, [FIREWALL_ON, SSH_ON], { ports: { remoteSession: true } });
    expect(words(started.of(FIREWALL_ON))).toEqual([
      'remote-session: You may be controlling this Mac from elsewhere: Batten was started over SSH. Turning on the firewall can cut you off, or take away your way back in.',
    ]);
    expect(started.of(SSH_ON)).toEqual([]);
    const away = withNobodyAtTheScreen(FRESH);
    for (const remoteSession of [false, undefined]) {
      const ports = remoteSession === undefined ? {} : { remoteSession };
      expect(words((await guardsOn(away, [BLOCK_ALL], { ports })).of(BLOCK_ALL))[0]).toContain(
        'nobody is signed in at its own screen',
      );
    }
  });

  it('is told by somebody else at the screen, unless root asks, who is nobody in particular', async () => {
    const kims = { ...FRESH, logins: [{ user: 'kim', line: 'console', since: 'Nov 22 08:41' }] };
    const apple = step('remote-apple-events', { running: true, atStart: 'on' }, { running: false, atStart: 'off' });
    expect(words((await guardsOn(kims, [apple])).of(apple))).toEqual([
      'remote-session: You may be controlling this Mac from elsewhere: kim is signed in at its own screen, not you. Turning off Remote Apple Events can cut you off, or take away your way back in.',
    ]);
    expect((await guardsOn(kims, [apple], { ports: { asRoot: true } })).guards).toEqual({});
    expect((await guardsOn(kims, [apple], { ports: { account: 'kim' } })).guards).toEqual({});
  });
});

describe('what cannot be read about sessions', () => {
  it.each(['netstat', 'who'] as const)('is a guard with the reason, where %s does not answer', async (program) => {
    const unread = { ...stockMac('26.5'), faults: [hangs({ program })] };
    const { of, guarded } = await guardsOn(unread, [SSH_OFF, FIREWALL_ON]);
    for (const one of [SSH_OFF, FIREWALL_ON]) {
      expect(kinds(of(one))).toContain('unreadable');
      expect(words(of(one)).join('\n')).toContain(`${program} did not answer in 5 s`);
    }
    expect(guarded).toEqual(['remote-login', 'firewall']);
  });

  it('is a guard beside the sessions that were read, where a row is not understood', async () => {
    const row = { proto: 'tcp4', local: 'x.22', foreign: '192.168.1.9.5', state: 'ESTABLISHED' } as const;
    const broken = { ...OVER_SSH, sockets: [...OVER_SSH.sockets, { ...row, owner: 'sshd', pid: 9, opened: 1 }] };
    expect(kinds((await guardsOn(broken, [SSH_OFF])).of(SSH_OFF))).toEqual(['ssh-session', 'unreadable']);
  });

  it('says so once', async () => {
    const unread = { ...FRESH, faults: [garbage({ program: 'who' }), garbage({ program: 'netstat' })] };
    const { of } = await guardsOn(unread, [SSH_OFF]);
    expect(words(of(SSH_OFF)).map((one) => one.split(':')[2]?.split('.')[0]?.trim().split(' ')[0])).toEqual([
      'netstat',
      'who',
    ]);
  });
});
