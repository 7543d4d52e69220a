import { describe, expect, it } from 'vitest';
import { carryOut } from '../../src/core/carry-out';
import { prepareChange } from '../../src/core/prepared-change';
import type { ChangePlan } from '../../src/core/plan';
import type { JournalReading } from '../../src/core/ports';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { composeScript } from '../../src/core/script';
import { garbage } from '../sim/faults';
import type { ReportedGuards } from '../../src/cli/plan-guards';
import { freshMac, hardenedMac, managedMac, remoteMac } from '../sim/machines';
import type { MacState } from '../sim/mac-state';
import { ChangeHarness } from '../support/change-harness';
import { TASKS } from '../../src/tasks';
import { battenOn } from './cli-mac';

const FRESH = freshMac('26.5');

describe('batten plan, for people', () => {
  it('shows what would be done as root, as the person, by hand, and what is left out', async () => {
    const words = ['plan', 'firewall-stealth', 'remote-login', 'remote-management', 'airdrop', 'firewall-logging'];
    const { stdout, stderr, exitCode } = await battenOn(FRESH, words);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatchInlineSnapshot(`
      "  Firewall: Off → On
            as root: /usr/libexec/ApplicationFirewall/socketfilterfw --setglobalstate on
        Stealth mode: Off → On
            as root: /usr/libexec/ApplicationFirewall/socketfilterfw --setstealthmode on
        Remote Login: On → Off
            as root: /bin/launchctl disable system/com.openssh.sshd
            as root: /bin/launchctl bootout system/com.openssh.sshd
            Batten asks a second time before this.
        AirDrop: Everyone → Off
            as you:  /usr/bin/defaults write com.apple.sharingd DiscoverableMode -string Off
        Remote Management: On → Off, by hand
            1. Open System Settings › General › Sharing.
            2. Turn off Remote Management, under Advanced.
        Firewall logging: left out, macOS 26 has no such setting: the firewall always logs, and the commands of macOS 14 are gone

      Policy: all tasks but firewall-block-all; AirDrop Off
      "
    `);
  });

  it('says that there is nothing to change', async () => {
    const { stdout, exitCode } = await battenOn(hardenedMac('26.5'), ['plan', 'firewall', 'airdrop']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Nothing to change.
        Firewall: left out, it is already as wanted
        AirDrop: left out, it is already as wanted

      Policy: all tasks but firewall-block-all; AirDrop Off
      "
    `);
  });

  it('leaves out what a profile manages', async () => {
    const managed = managedMac('26.5');
    const off: MacState = { ...managed, firewall: { ...managed.firewall, global: false } };
    const { stdout } = await battenOn(off, ['plan', 'firewall']);
    expect(stdout).toContain('Firewall: left out, it is set by a configuration profile');
    expect(stdout).toContain('Nothing to change.');
  });

  it('ends with 3 when a chosen task cannot be checked, in every form', async () => {
    const mac = { ...FRESH, faults: [garbage({ program: 'defaults' })] };
    for (const form of [[], ['--json'], ['--script'], ['--undo-script']]) {
      expect((await battenOn(mac, ['plan', 'firewall', 'airdrop', ...form])).exitCode).toBe(3);
      expect((await battenOn(mac, ['plan', 'firewall', ...form])).exitCode).toBe(0);
    }
  });

  it("leaves out a person's own settings when it is run as root", async () => {
    const { stdout, exitCode } = await battenOn(FRESH, ['plan', 'airdrop'], { asRoot: true });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('AirDrop: left out, it cannot be checked: Batten runs as root');
  });
});

describe('batten plan --json', () => {
  it('is the plan alone', async () => {
    const { stdout, stderr, exitCode } = await battenOn(FRESH, ['plan', 'firewall-stealth', '--json']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const plan = JSON.parse(stdout) as ChangePlan;
    expect(plan.schema).toBe('batten.plan/1');
    expect(plan.steps.map(({ taskId }) => taskId)).toEqual(['firewall', 'firewall-stealth']);
  });
});

describe('batten plan, where something speaks against it', () => {
  it('names the consequence below the step, and how it is known', async () => {
    const { stdout, exitCode } = await battenOn(remoteMac('26.5'), ['plan', 'remote-login', 'screen-sharing']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "  Remote Login: On → Off
            as root: /bin/launchctl disable system/com.openssh.sshd
            as root: /bin/launchctl bootout system/com.openssh.sshd
            guard: You may be controlling this Mac from elsewhere: its screen is shared with 192.168.1.40. Turning off Remote Login can cut you off, or take away your way back in.
              /usr/sbin/netstat -anv -p tcp
                192.168.1.20.5900  192.168.1.40.49811  ESTABLISHED
            guard: You are signed in over SSH from 192.168.1.31 right now. Turning off Remote Login can end that session.
              /usr/sbin/netstat -anv -p tcp
                192.168.1.20.22  192.168.1.31.52101  ESTABLISHED
              /usr/bin/who
                alex             ttys001      Nov 22 09:02 (192.168.1.31)
            Batten asks a second time before this.
        Screen Sharing: On → Off
            as root: /bin/launchctl disable system/com.apple.screensharing
            as root: /bin/launchctl bootout system/com.apple.screensharing
            guard: This screen is shared with 192.168.1.40 right now. Turning off Screen Sharing can end that session.
              /usr/sbin/netstat -anv -p tcp
                192.168.1.20.5900  192.168.1.40.49811  ESTABLISHED
            Batten asks a second time before this.

      Policy: all tasks but firewall-block-all; AirDrop Off
      "
    `);
  });

  it('has the same in JSON beside the plan, which the script is still made from', async () => {
    const { stdout } = await battenOn(remoteMac('26.5'), ['plan', 'bluetooth', 'airdrop', '--json']);
    const plan = JSON.parse(stdout) as ChangePlan & { guards: readonly ReportedGuards[] };
    expect(plan.schema).toBe('batten.plan/1');
    expect(plan.guards.map(({ taskId, guarded, guards }) => [taskId, guarded, guards.map(({ kind }) => kind)])).toEqual(
      [['bluetooth', true, ['bluetooth-input', 'bluetooth-input']]],
    );
    const quiet = JSON.parse((await battenOn(FRESH, ['plan', 'airdrop', '--json'])).stdout) as typeof plan;
    expect(quiet.guards).toEqual([]);
  });
});

describe('batten plan --script', () => {
  it('prints exactly the script the app would run, and says beside it what it leaves out', async () => {
    const words = ['plan', 'firewall', 'airdrop', 'remote-management', 'firewall-logging'];
    const { stdout, stderr, exitCode } = await battenOn(FRESH, [...words, '--script']);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'firewall-logging: left out, macOS 26 has no such setting: the firewall always logs, and the commands of macOS 14 are gone\n' +
        'remote-management: by hand; see batten explain remote-management\n',
    );
    const plan = JSON.parse((await battenOn(FRESH, [...words, '--json'])).stdout) as ChangePlan;
    const id = 'a1'.repeat(16);
    const deadline = Number(/-le (\d+) \]/.exec(stdout)?.[1]);
    expect(stdout).toBe(composeScript(plan, TASKS, { operationId: id, nonce: id, deadline, account: FRESH.user }));
    expect(stdout).toContain('#   /usr/bin/defaults write com.apple.sharingd DiscoverableMode -string Off\n');
  });

  it('may run for five minutes after it was printed, by whoever reads it', async () => {
    const { stdout } = await battenOn(FRESH, ['plan', 'firewall', '--script']);
    const printedAt = Math.floor(FRESH.time / 1000);
    const deadline = Number(/-le (\d+) \]/.exec(stdout)?.[1]);
    expect(deadline - printedAt).toBeGreaterThanOrEqual(300);
    expect(deadline - printedAt).toBeLessThan(310);
    expect(stdout).not.toContain('asker-gone\n\n');
    expect(stdout).not.toContain('/bin/kill -0');
  });

  it('the undo script goes the opposite way, in the opposite order', async () => {
    const { stdout } = await battenOn(FRESH, ['plan', 'firewall', 'firewall-stealth', 'remote-login', '--undo-script']);
    const commands = stdout.split('\n').filter((line) => line.startsWith('run '));
    expect(commands).toEqual([
      'run 1 1 /bin/launchctl enable system/com.openssh.sshd',
      'run 1 2 /bin/launchctl bootstrap system /System/Library/LaunchDaemons/ssh.plist',
      'run 2 1 /usr/libexec/ApplicationFirewall/socketfilterfw --setstealthmode off',
      'run 3 1 /usr/libexec/ApplicationFirewall/socketfilterfw --setglobalstate off',
    ]);
  });
});

describe('batten plan --rollback', () => {
  it('shows the way back of a run, and of what something else has changed since says so', async () => {
    const { after, journal } = await changed(['firewall', 'firewall-stealth', 'remote-login']);
    const moved = { ...after, firewall: { ...after.firewall, stealth: false } };
    const back = await battenOn(moved, ['plan', '--rollback', '1'], { journal });
    expect(back.exitCode).toBe(0);
    expect(back.stdout).toMatchInlineSnapshot(`
      "  Remote Login: Off → On
            as root: /bin/launchctl enable system/com.openssh.sshd
            as root: /bin/launchctl bootstrap system /System/Library/LaunchDaemons/ssh.plist
        Firewall: On → Off
            as root: /usr/libexec/ApplicationFirewall/socketfilterfw --setglobalstate off
        Stealth mode: left out, it is already as it was before

      Policy: all tasks but firewall-block-all; AirDrop Off
      "
    `);
    const script = await battenOn(after, ['plan', '--rollback', '1', '--script'], { journal });
    expect(script.stdout.split('\n').filter((line) => line.startsWith('run '))).toHaveLength(4);
    const plan = JSON.parse(
      (await battenOn(after, ['plan', '--rollback', '1', '--json'], { journal })).stdout,
    ) as ChangePlan;
    expect(plan.purpose).toEqual({ kind: 'rollback', of: 1 });
  });

  it('refuses to roll back a rollback', async () => {
    const { after, journal } = await changed(['firewall'], true);
    expect(await battenOn(after, ['plan', '--rollback', '2'], { journal })).toEqual({
      stdout: '',
      stderr: 'batten: Run 2 is itself a rollback.\n',
      exitCode: 2,
    });
  });
});

/** A Mac on which Batten has carried out a plan, and its journal. */
async function changed(
  taskIds: readonly string[],
  andBack = false,
): Promise<{ readonly after: MacState; readonly journal: JournalReading }> {
  const harness = new ChangeHarness(FRESH, DEFAULT_POLICY);
  const input = { catalogue: TASKS, policy: DEFAULT_POLICY, ports: harness.ports };
  await carryOut(prepareChange(await harness.planFor(taskIds), TASKS, harness.ports, {}), input);
  if (andBack) await harness.carryOut(await harness.rollbackPlan(1));
  harness.dispose();
  return { after: harness.mac.state, journal: await harness.journal.read() };
}
