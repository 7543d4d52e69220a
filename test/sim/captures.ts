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
export const NOT_REPRODUCED: Readonly<Record<string, string>> = {
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
};
