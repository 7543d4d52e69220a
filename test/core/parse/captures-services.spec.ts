import { afterAll, describe, expect, it } from 'vitest';
import { parseOverride, parseServiceLoaded } from '../../../src/core/parse/launchctl';
import { parseTcpListeners, reachableOn } from '../../../src/core/parse/netstat';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { PARSERS, said, SSH, valueOf, VNC } from './parsers';

const skipped = !haveFixtures();
const SMB = 'com.apple.smbd';
const AE = 'com.apple.AEServer';
let judged = 0;
afterAll(() => {
  if (!skipped) console.log(`Captured answers in services/ and bindings/ that parsers have judged: ${judged}.`);
});

function text(file: string): string {
  judged += 1;
  return fixture(`services/${file}`);
}

/** The ports, of those that sharing uses, that a capture shows open to others. */
function openPorts(captured: string): unknown {
  const parsed = parseTcpListeners(said(captured));
  if (parsed.kind === 'unreadable') return parsed.reason;
  return [22, 445, 548, 2049, 3031, 3283, 5900].filter((port) => reachableOn(parsed.value, port).length > 0);
}

describe.skipIf(skipped)('a captured answer of launchctl', () => {
  it.each([
    ['print_sshd_loaded-idle_26.5.txt', SSH, 0, true],
    ['print_sshd_on_submitted-by-smd_26.5.1.txt', SSH, 0, true],
    ['print_screensharing_on_26.5.1.txt', VNC, 0, true],
  ] as const)('%s: the job is loaded, whether or not anybody is connected', (file, label, exitCode, loaded) => {
    expect(valueOf(parseServiceLoaded(label, said(text(file), { exitCode })))).toBe(loaded);
    expect(valueOf(parseServiceLoaded('com.apple.other', said(text(file), { exitCode })))).toBe('unreadable');
  });

  it.each([
    ['print_screensharing_off_26.5.1.txt', VNC],
    ['print_sshd_off_older-macos.txt', SSH],
  ])('%s: the job is not loaded', (file, label) => {
    const stderr = text(file);
    expect(valueOf(parseServiceLoaded(label, said('', { stderr, exitCode: 113 })))).toBe(false);
    expect(valueOf(parseServiceLoaded(label, said('', { stderr, exitCode: 0 })))).toBe('unreadable');
    expect(valueOf(parseServiceLoaded('com.apple.other', said('', { stderr, exitCode: 113 })))).toBe('unreadable');
  });

  it.each([
    ['print-disabled_sshd-absent_smbd-disabled_appleFileServer-enabled.txt', ['none', 'none', 'disabled', 'none']],
    ['print-disabled_sshd-disabled.txt', ['disabled', 'none', 'none', 'none']],
    ['print-disabled_sshd-screensharing-aeserver-enabled.txt', ['enabled', 'enabled', 'none', 'enabled']],
    ['print-disabled_minimal_no-sharing-labels.txt', ['none', 'none', 'none', 'none']],
  ] as const)('%s: the overrides of Remote Login, Screen Sharing, File Sharing and Apple Events', (file, overrides) => {
    const captured = text(file);
    expect([SSH, VNC, SMB, AE].map((label) => valueOf(parseOverride(label, said(captured))))).toEqual(overrides);
  });

  it('in the dialect before macOS 13 means the same, and a second block counts for nothing', () => {
    const captured = text('print-disabled_user501_true-false_with-login-item-associations.txt');
    const lines = [...captured.matchAll(/^\s*"(.*)" => (true|false)$/gm)];
    expect(lines.length).toBeGreaterThan(3);
    for (const [, label = '', value] of lines) {
      const expected = value === 'true' ? 'disabled' : 'enabled';
      expect([label, valueOf(parseOverride(label, said(captured)))]).toEqual([label, expected]);
    }
  });

  it('of the whole system domain has the same block in it', () => {
    const captured = text('print-system_tail_disabled-services_docker-enabled.txt');
    expect(valueOf(parseOverride('com.docker.vmnetd', said(captured)))).toBe('enabled');
    expect(valueOf(parseOverride(SSH, said(captured)))).toBe('none');
  });
});

describe.skipIf(skipped)('a captured answer of netstat', () => {
  it.each([
    ['netstat_tcp_ssh-vnc-ard-listening_no-root.txt', [22, 3283, 5900]],
    ['netstat_tcp_no-sharing-ports.txt', []],
    ['netstat_old_afp548_ssh-session.txt', [22, 548, 5900]],
    ['netstat-anv_screensharing-listen_pid-column.txt', [5900]],
  ] as const)('%s: the ports that others can reach', (file, ports) => {
    expect(openPorts(text(file))).toEqual(ports);
  });

  it.each([
    ['netstat-anv-listen-2021.txt', [22, 3283, 5900]],
    ['netstat-anv-macos26-mixed.txt', []],
    ['netstat-anv-macos27-udp.txt', []],
    ['netstat-vanp-macos12-14.txt', []],
    ['netstat-kernel_task-launchd-smb-vnc.txt', [445, 5900]],
  ] as const)('bindings/%s: the same, in every layout since macOS 12', (file, ports) => {
    judged += 1;
    const open = openPorts(fixture(`bindings/${file}`));
    expect(Array.isArray(open) ? open.filter((port) => ports.some((one) => one === port)) : open).toEqual(ports);
    if (ports.length === 0) expect(open).toEqual([]);
  });

  it('names the owner where the release tells it', () => {
    const parsed = parseTcpListeners(said(text('netstat-anv_screensharing-listen_pid-column.txt')));
    expect(parsed.kind === 'read' && parsed.value.map(({ owner }) => owner)).toEqual(['screensharingd']);
  });

  it('does not call reachable what only this Mac can reach', () => {
    const parsed = parseTcpListeners(said(fixture('bindings/netstat-anv-listen-2021.txt')));
    expect(parsed.kind === 'read' && reachableOn(parsed.value, 631)).toEqual([]);
    expect(parsed.kind === 'read' && reachableOn(parsed.value, 3283).length).toBeGreaterThan(0);
  });
});

describe.skipIf(skipped)('a captured answer about wireless, NFS and integrity', () => {
  it.each([
    ['bt_json_on_mixed_27_part-synthetic.json', 'on', ['Magic Trackpad']],
    ['bt_json_on_nothing-paired_AppleN1_27.json', 'on', []],
    ['bt_json_vm_off_no-address_26.json', 'off', []],
  ] as const)('%s: Bluetooth is %s', (file, power, connected) => {
    expect(valueOf(PARSERS.bluetooth(said(text(file))))).toEqual({
      power,
      connected: connected.length === 0 ? [] : expect.arrayContaining([...connected]),
    });
  });

  it.each([
    'bt_json_device-record_magic-mouse_15.json',
    'bt_text_12_paired-section.txt',
    'bt_text_14.8.7_on_intel-uart_redacted.txt',
    'bt_text_15_connected-after-not-connected.txt',
    'bt_text_26.5_on_devices-elided.txt',
    'bt_gui_null-address_off_intel-card_12beta.txt',
    'bt_plist_10.14_headset.txt',
    'spibridge_full-security_26.txt',
  ])('%s: is in another form, so unreadable', (file) => {
    expect(valueOf(PARSERS.bluetooth(said(text(file))))).toBe('unreadable');
  });

  it('airdrop: the mode, or that it was never set', () => {
    const mode = (file: string): unknown => valueOf(PARSERS.airdrop(said(text(file))));
    expect(mode('airdrop_DiscoverableMode_Contacts-Only_26.5.1.txt')).toEqual({
      present: true,
      value: 'Contacts Only',
    });
    expect(mode('airdrop_DiscoverableMode_Everyone_26.5.1.txt')).toEqual({ present: true, value: 'Everyone' });
    const missing = text('defaults_key-missing_with-timestamp_26.txt');
    expect(valueOf(PARSERS.airdrop(said('', { stderr: missing, exitCode: 1 })))).toBe('unreadable');
    const own = missing.replace(/\(com\.apple\.screensaver, idleTime\)/, '(com.apple.sharingd, DiscoverableMode)');
    expect(valueOf(PARSERS.airdrop(said('', { stderr: own, exitCode: 1 })))).toEqual({ present: false });
  });

  it('nfsd and csrutil: what they say', () => {
    const nfsd = said(text('nfsd_status_enabled-running.txt'));
    expect(valueOf(PARSERS.nfsdStatus(nfsd))).toEqual({ enabled: true, running: true });
    expect(valueOf(PARSERS.sip(said(text('csrutil_status_enabled_26.txt'))))).toBe('enabled');
  });
});
