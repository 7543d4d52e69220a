import type { Command } from '../../src/core/command';
import type { MacState } from './mac-state';

/** A captured output as a state of the Mac and the calls that printed it. */
export interface Capture {
  readonly calls: readonly Command[];
  readonly on: MacState;
  readonly as?: 'root' | 'user';
  readonly stream?: 'stdout' | 'stderr';
  /** Of the last call. */
  readonly exitCode?: number;
  /**
   * How closely the model's text follows the capture; byte for byte when left out. The other ways are for captures that
   * were pasted, cut or set anew by those who published them: the way says what was lost.
   */
  readonly alike?: 'start' | 'start-but-for-blanks' | 'but-for-blanks' | 'lines-among-others' | 'same-json';
  /** Lines at the beginning of the capture that are the terminal's. */
  readonly skipLines?: number;
}

/** Captures of modelled programs that are not reproduced, and why. */
const NOT_REPRODUCED: Readonly<Record<string, string>> = {
  'alf-listapps-10.11.txt': 'a release before 13, without the blank lines of the old format',
  'alf-listapps-cis-doc-12.txt': 'set by hand in a document',
  'alf-usage-10.7.txt': 'a release before 13',
  'sp-firewall-text-off-10.6.txt': 'the text form, which Batten does not ask for',
  'sp-firewall-text-on-10.8.txt': 'the text form, which Batten does not ask for',
  'print-disabled_user501_true-false_with-login-item-associations.txt': 'a person’s domain, in the dialect before 13',
  'print-system_tail_disabled-services_docker-enabled.txt': 'the whole system domain, which Batten does not ask for',
  'disabled-plist_defaults-read_fleet.txt': 'a whole domain, which Batten does not ask for',
  'bootout_setenv_150_sip.txt': 'launchctl setenv, which Batten does not call',
  'unload_failed_5.txt': 'launchctl unload, which Batten does not call',
  'netstat_tcp_no-sharing-ports.txt': 'addresses replaced by others of another width',
  'netstat_old_afp548_ssh-session.txt': 'a release before 13',
  'netstat-anv_screensharing-listen_pid-column.txt': 'a header and a name set anew by its author',
  'bt_text_12_paired-section.txt': 'the text form, which Batten does not ask for',
  'bt_text_14.8.7_on_intel-uart_redacted.txt': 'the text form, which Batten does not ask for',
  'bt_text_15_connected-after-not-connected.txt': 'the text form, which Batten does not ask for',
  'bt_text_26.5_on_devices-elided.txt': 'the text form, which Batten does not ask for',
  'spibridge_full-security_26.txt': 'another report of system_profiler',
  'osascript_admin_user-cancelled_26.txt': 'the password dialog, which the elevator stands for',
  'ioreg_hid_magic-trackpad-and-keyboard_bluetooth.txt':
    'lines removed and set anew by its author, of properties that the model does not have; the parser reads it',
};

/** The same for the tools that tell who listens, what holds it and what guards the Mac: reasons, and what they are for. */
const REASONS: readonly (readonly [reason: string, files: readonly string[]])[] = [
  [
    'columns for people; Batten asks lsof for fields',
    [
      'lsof-airplay-plusc0.txt',
      'lsof-airplay-vs-localhost5000.txt',
      'lsof-colima-ssh-mux.txt',
      'lsof-docker-desktop-2020.txt',
      'lsof-docker-desktop-old-v4-star-v6-localhost.txt',
      'lsof-docker-noP-2025.txt',
      'lsof-established-v6.txt',
      'lsof-i-P-n-2024.txt',
      'lsof-node-default-bind.txt',
      'lsof-ollama-electron.txt',
      'lsof-orbstack-8001.txt',
      'lsof-podman-gvproxy.txt',
      'lsof-postgres-v6loop-udp.txt',
      'lsof-redis-orbstack.txt',
      'lsof-sudo-launchd-2021.txt',
      'lsof-sudo-noN-2021.txt',
      'lsof-vite-v6loop-docker.txt',
      'lsof_airplay-receiver-on_26.5.txt',
      'lsof_airplay_service-names-no-P.txt',
      'lsof_columns_truncated-names.txt',
      'lsof_tcp_listen_user-only.txt',
    ],
  ],
  [
    'lines left out or set in another order by its author',
    ['lsof-F-pcnPT.txt', 'lsof-F-pn-two-procs.txt', 'launchctl-list.txt', 'netstat-kernel_task-launchd-smb-vnc.txt'],
  ],
  ['every field of lsof, of which the model has ten', ['lsof-F-udp-unbound.txt']],
  [
    'bytes, flags and owners of sockets that the model does not count; its header is compared',
    ['netstat-anv-macos26-mixed.txt', 'netstat-anv-macos27-udp.txt', 'netstat-vanp-macos12-14.txt'],
  ],
  ['a release before 13', ['netstat-anv-listen-2021.txt']],
  [
    'another form of the question, which Batten does not ask',
    ['netstat-ddev-orbstack.txt', 'docker-port-orbstack.txt'],
  ],
  [
    'another computer’s engine, or another form of the question',
    [
      'docker-compose-ls.json',
      'docker-compose-ps-jq-slurped.json',
      'docker-compose-ps-mysql57.json',
      'docker-compose-ps-ndjson.jsonl',
      'docker-desktop-port-labels.jsonl',
      'docker-ps-json-lines-2025.jsonl',
      'docker-ps-rancher-vs-netstat.txt',
      'docker-ps-table-2025.txt',
      'podman-port-all.txt',
    ],
  ],
  [
    'a file, which cat prints as it is',
    [
      'cloudflared-config-blog.yml',
      'cloudflared-config-ssh-indent4.yml',
      'compose-documenso-development.yml',
      'compose-mattermost-without-nginx.yml',
      'compose-odd-constructed.yml',
      'compose-planka.yml',
    ],
  ],
  [
    'an account with Cloudflare, which the simulated person has not, or an id that was cut',
    [
      'cloudflared-ready.json',
      'cloudflared-tunnel-info-darwin.txt',
      'cloudflared-tunnel-info-two-connectors.txt',
      'cloudflared-tunnel-list.txt',
    ],
  ],
  [
    'blanks in place of empty cells, or single rows, in test data of others',
    [
      'scutil-nc-list-ipsec.txt',
      'systemextensionsctl-ramen-disabled-and-inactive.txt',
      'systemextensionsctl-ramen-terminated-waiting-to-uninstall.txt',
      'systemextensionsctl-waiting-for-user.txt',
    ],
  ],
  ['counters of a Santa at work, which the model does not have', ['santactl-status.txt']],
  ['two posts from two computers in one file', ['brew-services-list.txt']],
  [
    'events of other programs, or set by hand',
    [
      'alf-log-2019-default-style.txt',
      'alf-log-2023-deny-bootpd.txt',
      'alf-log-2026-10-flow.txt',
      'log-denied-26.txt',
      'log-show-compact-2026-08.txt',
      'log-show-default-2018.txt',
      'log-show-default-2024-03.txt',
      'log-show-ndjson-2026-07.ndjson',
      'log-show-syslog-2022.txt',
      'log-stream-ndjson-2026-10.ndjson',
    ],
  ],
];

/** Every capture that is not reproduced, with the reason. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  ...NOT_REPRODUCED,
  ...Object.fromEntries(REASONS.flatMap(([reason, files]) => files.map((file) => [file, reason] as const))),
};
