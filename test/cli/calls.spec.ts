import { describe, expect, it } from 'vitest';
import { TASKS } from '../../src/tasks';
import { SHARING_LABELS, freshMac } from '../sim/machines';
import { battenOn } from './cli-mac';

const MAC = freshMac('26.5');

describe('a call that is not understood', () => {
  const calls: readonly (readonly [string, string])[] = [
    ['frobnicate', 'batten: There is no command “frobnicate”. Try batten --help.'],
    ['rollback 1', 'batten: There is no command “rollback”. Try batten --help.'],
    ['apply firewall', 'batten: There is no command “apply”. Try batten --help.'],
    ['status nonsense', 'batten: There is no task “nonsense”. `batten --help` lists them.'],
    ['status firewall nonsense', 'batten: There is no task “nonsense”. `batten --help` lists them.'],
    ['status __proto__', 'batten: There is no task “__proto__”. `batten --help` lists them.'],
    ['status --script', 'batten: batten status has no option --script. Try batten --help.'],
    ['status --verify', 'batten: batten status has no option --verify. Try batten --help.'],
    ['status --rollback 1', 'batten: batten status has no option --rollback. Try batten --help.'],
    ['status --frobnicate', "batten: Unknown option '--frobnicate'. Try batten --help."],
    ['status --json=yes', "batten: Option '--json' does not take an argument. Try batten --help."],
    ['status -x', "batten: Unknown option '-x'. Try batten --help."],
    ['explain', 'batten: Say one task: batten explain <task>'],
    ['explain firewall airdrop', 'batten: Say one task: batten explain <task>'],
    ['explain nonsense', 'batten: There is no task “nonsense”. `batten --help` lists them.'],
    ['explain firewall --json', 'batten: batten explain has no option --json. Try batten --help.'],
    ['plan', 'batten: Say at least one task: batten plan <task…>'],
    ['plan nonsense', 'batten: There is no task “nonsense”. `batten --help` lists them.'],
    ['plan firewall --json --script', 'batten: Say one of --json, --script and --undo-script.'],
    ['plan firewall --script --undo-script', 'batten: Say one of --json, --script and --undo-script.'],
    ['plan firewall --verify', 'batten: batten plan has no option --verify. Try batten --help.'],
    ['plan --rollback abc', 'batten: Say a run by its number: batten plan --rollback 12'],
    ['plan --rollback 0', 'batten: Say a run by its number: batten plan --rollback 12'],
    ['plan --rollback 1e3', 'batten: Say a run by its number: batten plan --rollback 12'],
    ['plan --rollback=-1', 'batten: Say a run by its number: batten plan --rollback 12'],
    ['plan --rollback 1234567890', 'batten: Say a run by its number: batten plan --rollback 12'],
    ['plan --rollback 7', 'batten: There is no run 7. `batten journal` lists the runs.'],
    ['plan --rollback 1 firewall', 'batten: A rollback takes a run, not tasks.'],
    ['plan --rollback 1 --undo-script', 'batten: A rollback has no --undo-script.'],
    ['plan --rollback', "batten: Option '--rollback <value>' argument missing. Try batten --help."],
    ['journal firewall', 'batten: batten journal takes no task.'],
    ['journal --script', 'batten: batten journal has no option --script. Try batten --help.'],
  ];

  it.each(calls)('batten %s', async (line, said) => {
    expect(await battenOn(MAC, line.split(' '))).toEqual({ stdout: '', stderr: `${said}\n`, exitCode: 2 });
  });

  it('without a command gives the help on standard error', async () => {
    const help = await battenOn(MAC, ['--help']);
    expect(await battenOn(MAC, [])).toEqual({ stdout: '', stderr: help.stdout, exitCode: 2 });
  });

  it('never ends in a stack trace, whatever the words are', async () => {
    const words = [
      '',
      '--',
      '-',
      '--=',
      '--json',
      '\u0000',
      '$(id)',
      '../../etc/passwd',
      'ﬁrewall',
      '💥',
      ' '.repeat(99),
    ];
    for (const first of words) {
      for (const second of words) {
        const { stdout, stderr, exitCode } = await battenOn(MAC, [first, second]);
        expect([first, second, exitCode, stdout]).toEqual([first, second, 2, '']);
        expect(stderr).not.toMatch(/\n\s+at /);
      }
    }
  });
});

describe('batten --help', () => {
  it('tells every command, its exit statuses and every task', async () => {
    const { stdout, stderr, exitCode } = await battenOn(MAC, ['--help']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    for (const { id } of TASKS) expect(stdout).toContain(` ${id}`);
    expect(stdout).toMatchInlineSnapshot(`
      "Batten 1.2.3 — reads how this Mac is hardened, and shows what would change. It never changes anything here.

      batten <command> [options]

        status [--json] [task…]                           what this Mac looks like now
                                                          exit 0 as wanted · 1 something is not · 3 something cannot be checked
        explain <task>                                    what a task is, why, and what it costs you
                                                          exit 0
        plan <task…> [--json | --script | --undo-script]  what would be done, or the exact root script, or the script back to now; changes nothing
                                                          exit 0 · 3 a task cannot be checked
        plan --rollback <run> [--json | --script]         the same for taking back a run
                                                          exit 0 · 3 a task cannot be checked
        bindings [--json]                                 who can reach what on this Mac, against the policy
                                                          exit 0 as wanted · 1 something is not · 3 something cannot be read
        connections [--json]                              who is connected to what now
                                                          exit 0 · 3 something cannot be read
        tunnels [--json] [--ask-cloudflare]               public names that lead here; --ask-cloudflare also asks your account, over the network
                                                          exit 0 as wanted · 1 something is not · 3 something cannot be read
        logs --last <10m> [--json]                        what the firewall has written, at most a day back
                                                          exit 0 · 3 a stretch of time could not be read
        journal [--json] [--verify]                       what Batten did on this Mac; --verify checks the hash chain
                                                          exit 0 · 1 the journal is damaged

        --help, -h     this text
        --version      the version

      Exit 2: the call was not understood. JSON goes to standard output alone, everything else to standard error.

      Tasks:
        firewall                      file-sharing
        firewall-stealth              nfs-sharing
        firewall-signed-software      smb-guest-access
        firewall-logging              bluetooth
        firewall-block-all            airdrop
        firewall-allow-list           service-bindings
        remote-login                  tunnel-origins
        screen-sharing                system-integrity-protection
        remote-management             signed-system-volume
        remote-apple-events           defence-tools
      "
    `);
  });

  it('may be asked for with any command, and by one letter', async () => {
    const help = await battenOn(MAC, ['--help']);
    expect(await battenOn(MAC, ['-h'])).toEqual(help);
    expect(await battenOn(MAC, ['plan', 'nonsense', '--help'])).toEqual(help);
  });
});

describe('batten --version', () => {
  it('prints the version alone', async () => {
    expect(await battenOn(MAC, ['--version'])).toEqual({ stdout: '1.2.3\n', stderr: '', exitCode: 0 });
  });
});

describe('batten explain', () => {
  it('says what a task is, why, what it costs, and how it is read', async () => {
    const { stdout, exitCode } = await battenOn(MAC, ['explain', 'firewall-stealth']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Turn on stealth mode  (firewall-stealth, Firewall)

      What
        Stealth mode keeps this Mac from answering pings and connection attempts to closed ports.

      Why
        A Mac that does not answer is harder to find for somebody who searches the network for targets.

      What you lose
        Tools that ping this Mac to see whether it is up report it as down.

      Unlike older guides
        Older guides write the key stealthenabled to com.apple.alf. From macOS 15 on that does nothing.

      How it is read (nothing needs root)
        /usr/libexec/ApplicationFirewall/socketfilterfw --getstealthmode
        /usr/sbin/system_profiler SPFirewallDataType -json
        /usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate
        /usr/bin/osascript -l JavaScript -e 'ObjC.import('\\''Foundation'\\''); const asked = {"com.apple.security.firewall":["EnableFirewall","BlockAllIncoming","EnableS…

      By hand
        1. Open System Settings › Network › Firewall.
        2. Click Options… and turn on Enable stealth mode.

      References
        system_settings_firewall_stealth_mode_enable  —  NIST macOS Security Compliance Project (rule id)
        CIS 2.2.2 (L1)  —  CIS Apple macOS 13 Benchmark v3.0.0
        CIS 2.2.2 (L1)  —  CIS Apple macOS 14 Benchmark v2.1.0
        CIS 2.2.2 (L1)  —  CIS Apple macOS 15 Benchmark v1.1.0
        CIS 2.2.2 (L1)  —  CIS Apple macOS 26 Benchmark v1.1.0
        APPL-13-005050  —  DISA STIG for macOS 13, V1R3
        800-53 CM-7, CM-7(1), SC-7(16), SC-7  —  NIST SP 800-53 revision 5
        CIS Controls 4.1, 4.5, 4.8  —  CIS Critical Security Controls v8
        ISO 27001 A.8.20, A.8.22  —  ISO/IEC 27001:2022 Annex A, by NIST's mapping of SC-7 and AC-4 (the mapping says "intersect", not "equal")

      What would run: batten plan firewall-stealth --script
      "
    `);
  });

  it.each(TASKS.map(({ id }) => id))('has something to say about %s', async (id) => {
    const { stdout, stderr, exitCode } = await battenOn(MAC, ['explain', id]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    for (const part of ['What\n', 'Why\n', 'What you lose\n', 'How it is read', 'References\n']) {
      expect(stdout).toContain(part);
    }
  });

  it('does not ask the Mac anything', async () => {
    const nobody = {
      ...MAC,
      faults: SHARING_LABELS.map(() => ({ program: 'launchctl', effect: { kind: 'hangs' } }) as const),
    };
    expect((await battenOn(nobody, ['explain', 'remote-login'])).exitCode).toBe(0);
  });
});
