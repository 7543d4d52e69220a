import type { CommandResult } from '../../src/core/command';
import type { MacFacts } from '../../src/core/mac';

/**
 * Whether the raw answers are, word for word, those of a Mac that is as a task wants it.
 *
 * Written without looking at the parsers, from the captures, and stricter than they may be: each line has to be one that
 * the tool is known to print, one of them has to say what is wanted, and none may say the contrary. A verdict
 * "compliant" on answers for which this is false is a finding.
 */
export type Wanted = (answers: Answers, mac: MacFacts) => boolean;

type Answers = Readonly<Partial<Record<string, CommandResult>>>;

interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  /** Both outputs, line by line, without blank ones. */
  readonly lines: readonly string[];
}

function said(result: CommandResult | undefined): Said {
  if (result?.kind !== 'exited') return { exitCode: -1, stdout: '', lines: [] };
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
  return { exitCode: result.exitCode, stdout: result.stdout, lines: lines.filter((line) => line !== '') };
}

/** Every line says what is wanted or something else that the tool is known to say; at least one says it. */
function says(result: CommandResult | undefined, wanted: RegExp, besides?: RegExp): boolean {
  const { exitCode, lines } = said(result);
  return (
    exitCode === 0 &&
    lines.some((line) => wanted.test(line)) &&
    lines.every((line) => wanted.test(line) || besides?.test(line) === true)
  );
}

/** Other flags of socketfilterfw, which may be asked in one call. None of them says anything about the firewall as a whole. */
const FLAGS = {
  global: /^Firewall is (?:enabled|disabled)|^Firewall is blocking all/i,
  blockAll: /^Block all (?:DISABLED|ENABLED)|^Firewall has block all state|^Firewall is (?:blocking|set to block) all/i,
  stealth: /^(?:Firewall )?stealth mode|^ALF: Error, kStealth/i,
  signed: /^Automatically allow /i,
  logging: /^Log (?:mode|Option) is /i,
  apps: /^(?:ALF: )?total number of apps|^\d+ : |^\( ?(?:Allow|Block) incoming/i,
} as const;

function otherFlags(...own: readonly (keyof typeof FLAGS)[]): RegExp {
  const others = Object.entries(FLAGS).filter(([name]) => !own.some((one) => one === name));
  return new RegExp(others.map(([, { source }]) => source).join('|'), 'i');
}

const ON =
  /^Firewall is enabled\.? ?(?:\(State = [12]\))?$|^Firewall is blocking all non-essential incoming connections\.?(?: \(State = 2\))?$/i;
const isOn = (result: CommandResult | undefined): boolean => says(result, ON, otherFlags('global', 'blockAll'));

/** What the second source says: one record, with each key once. */
function profiled(result: CommandResult | undefined): Readonly<Record<string, unknown>> {
  const { exitCode, stdout } = said(result);
  try {
    const json = JSON.parse(stdout) as { readonly SPFirewallDataType?: readonly Readonly<Record<string, unknown>>[] };
    const [record, ...more] = json.SPFirewallDataType ?? [];
    // A key that is there twice says two things; the list of applications within may hold any.
    const outside = stdout.replaceAll(/:\s*\{[^{}]*\}/g, ':0');
    const once = Object.entries(record ?? {}).filter(([key]) => outside.split(JSON.stringify(key)).length === 2);
    return exitCode === 0 && more.length === 0 ? Object.fromEntries(once) : {};
  } catch {
    return {};
  }
}

const isProfiledOn = (result: CommandResult | undefined): boolean =>
  ['spfirewall_globalstate_limit_connections', 'spfirewall_globalstate_block_all'].includes(
    String(profiled(result)['spfirewall_globalstate']),
  );

const NETSTAT_ROW = /^(?:tcp|udp)(?:4|6|46)\s+\d+\s+\d+\s+\S+\.(?:\d+|\*)\s+\S+\.(?:\d+|\*)(?:\s[^]*)?$/;
const NETSTAT_HEAD = /^(?:Active |Proto\s+Recv-Q\s+Send-Q\s+Local Address|Registered kernel)/;

/** No row of the kernel's table says that somebody from elsewhere is listened to on this port, and every row is one. */
function isClosed(result: CommandResult | undefined, port: number, owners: readonly string[]): boolean {
  const { exitCode, stdout } = said(result);
  const lines = stdout.split(/\r?\n/).filter((line) => line.trim() !== '');
  return (
    exitCode === 0 &&
    lines.length > 0 &&
    lines.every((line) => {
      if (NETSTAT_HEAD.test(line)) return true;
      if (!NETSTAT_ROW.test(line)) return false;
      const [, , , local = '', , state = ''] = line.split(/\s+/);
      if (!line.startsWith('tcp') || state !== 'LISTEN' || !local.endsWith(`.${port}`)) return true;
      if (/^(?:127\.|::1\.|localhost\.)/.test(local)) return true;
      const owner = /\s(\S[^:]*):\d+\s+[0-9a-f]{5} [0-9a-f]{8} [0-9a-f]{16}(?:\s|$)/.exec(line)?.[1];
      return owner !== undefined && !owners.includes(owner);
    })
  );
}

function isNotLoaded(result: CommandResult | undefined, label: string): boolean {
  const { exitCode, lines } = said(result);
  const absence = `Could not find service "${label}" in domain for system`;
  return (
    exitCode === 113 && lines.includes(absence) && lines.every((line) => line === absence || line === 'Bad request.')
  );
}

function staysOff(result: CommandResult | undefined, label: string): boolean {
  const { exitCode, stdout } = said(result);
  const lines = stdout.split(/\r?\n/).map((line) => line.trim());
  const begin = lines.indexOf('disabled services = {');
  const end = lines.indexOf('}', begin);
  const entries = lines.slice(begin + 1, end).filter((line) => line !== '');
  return (
    exitCode === 0 &&
    begin !== -1 &&
    end !== -1 &&
    lines.slice(0, begin).every((line) => line === '') &&
    entries.every((line) => /^"[^"]*" => \S+$/.test(line)) &&
    entries.every((line) => !line.startsWith(`"${label}" =>`) || /=> (?:disabled|true)$/.test(line))
  );
}

function service(label: string, port: number, owners: readonly string[]): Wanted {
  return ({ loaded, overrides, sockets }) =>
    isNotLoaded(loaded, label) && staysOff(overrides, label) && isClosed(sockets, port, owners);
}

const nfs = service('com.apple.nfsd', 2049, ['launchd', 'nfsd', 'kernel_task']);
const ARD = '/Library/Application Support/Apple/Remote Desktop/RemoteManagement.launchd';

/** A value as `defaults` prints it, on one line. */
function preference(result: CommandResult | undefined): string | undefined {
  const { exitCode, stdout } = said(result);
  return exitCode === 0 && !stdout.trim().includes('\n') ? stdout.trim() : undefined;
}

/** A profile forbids AirDrop: forced, and false. */
function isForbidden(result: CommandResult | undefined): boolean {
  const { exitCode, stdout } = said(result);
  try {
    const json = JSON.parse(stdout) as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
    const entry = json['com.apple.applicationaccess']?.['allowAirDrop'];
    return exitCode === 0 && JSON.stringify(entry) === '{"forced":true,"value":false}';
  } catch {
    return false;
  }
}

function isRadioOff(result: CommandResult | undefined): boolean {
  const { exitCode, stdout } = said(result);
  const states = [...stdout.matchAll(/"controller_state"\s*:\s*("[^"]*"|[^,}\s]*)/g)].map(([, state]) => state);
  const controllers = stdout.split('"controller_properties"').length - 1;
  return (
    exitCode === 0 &&
    states.length >= 1 &&
    states.length === controllers &&
    states.every((one) => one === '"attrib_off"')
  );
}

function isSealed(result: CommandResult | undefined): boolean {
  const { exitCode, stdout } = said(result);
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  const roots = lines.filter((line) => / on \/ \(/.test(line));
  const [root = ''] = roots;
  const options = /^\S+ on \/ \(([^()]*)\)$/.exec(root.trim())?.[1]?.split(', ') ?? [];
  return exitCode === 0 && roots.length === 1 && options.includes('apfs') && options.includes('sealed');
}

const SIGNED_SAYS =
  /^Automatically allow (?:built-in signed|signed built-in|downloaded signed) software (?:ENABLED|DISABLED)\.?$/i;

/** What each task wants to have been told; tasks about exposure and defence are held to other rules. */
export const WANTED: Readonly<Record<string, Wanted>> = {
  firewall: ({ globalState, profile }) => isOn(globalState) && isProfiledOn(profile),
  'firewall-stealth': ({ stealth, profile, globalState }) =>
    says(stealth, /^Firewall stealth mode is on\.?$|^Stealth mode enabled\.?$/i, otherFlags('stealth')) &&
    profiled(profile)['spfirewall_stealthenabled'] === 'Yes' &&
    isOn(globalState) &&
    isProfiledOn(profile),
  'firewall-signed-software': ({ allowSigned, profile, globalState }) =>
    says(allowSigned, SIGNED_SAYS, otherFlags('signed')) &&
    said(allowSigned).lines.some((line) => /downloaded signed software DISABLED\.?$/i.test(line)) &&
    !said(allowSigned).lines.some((line) => /downloaded signed software ENABLED\.?$/i.test(line)) &&
    isOn(globalState) &&
    isProfiledOn(profile),
  'firewall-logging': ({ mode, option, profile, globalState }) =>
    says(mode, /^Log mode is on\.?$/i, otherFlags('logging')) &&
    says(option, /^Log Option is detail$/i, otherFlags('logging')) &&
    profiled(profile)['spfirewall_loggingenabled'] === 'Yes' &&
    isOn(globalState) &&
    isProfiledOn(profile),
  'firewall-block-all': ({ blockAll, profile, globalState }) =>
    says(
      blockAll,
      /^Block all ENABLED!?$|^Firewall has block all state set to enabled\.?$|^Firewall is (?:blocking|set to block) all non-essential incoming connections\.?$/i,
      otherFlags('blockAll'),
    ) &&
    profiled(profile)['spfirewall_globalstate'] === 'spfirewall_globalstate_block_all' &&
    isOn(globalState),
  'firewall-allow-list': ({ apps, globalState }) => {
    const { exitCode, lines } = said(apps);
    const [head = '', ...rows] = lines;
    const announced = /^(?:ALF: )?total number of apps ?= ?(\d+)$/i.exec(head)?.[1];
    const pairs = rows
      .filter((_, index) => index % 2 === 0)
      .map((row, index) => [row, rows[index * 2 + 1] ?? ''] as const);
    const whole = pairs.every(
      ([row, rule]) => /^\d+ : +?\S/.test(row) && /^\( ?(?:Allow|Block) incoming connections ?\)$/i.test(rule),
    );
    const scripts = pairs.some(
      ([row, rule]) => row.endsWith('/usr/bin/python3') && /Allow/i.test(rule), // what the policy does not name
    );
    return exitCode === 0 && Number(announced) === pairs.length && whole && !scripts && isOn(globalState);
  },
  'remote-login': service('com.openssh.sshd', 22, ['launchd', 'sshd', 'sshd-session', 'kernel_task']),
  'screen-sharing': service('com.apple.screensharing', 5900, ['launchd', 'screensharingd', 'kernel_task']),
  'remote-apple-events': service('com.apple.AEServer', 3031, ['launchd', 'eppc', 'AEServer', 'kernel_task']),
  'file-sharing': service('com.apple.smbd', 445, ['launchd', 'smbd', 'kernel_task']),
  'nfs-sharing': (answers, mac) => {
    const { exitCode, lines } = said(answers['also']);
    const idle = ['nfsd service is disabled', 'nfsd is not running'];
    const plain = lines.map((line) => line.replace(/\.$/, ''));
    const isIdle = exitCode >= 0 && exitCode <= 1 && idle.every((one) => plain.includes(one));
    return isIdle && plain.every((line) => idle.includes(line)) && nfs(answers, mac);
  },
  'remote-management': ({ file, sockets }) => {
    const { exitCode, lines } = said(file);
    const absent = exitCode === 1 && lines.join('\n') === `ls: ${ARD}: No such file or directory`;
    return absent && isClosed(sockets, 3283, []);
  },
  'smb-guest-access': ({ preference: value, status }, { version }) =>
    version.kind === 'read' && version.value.major <= 15
      ? preference(value) === '0'
      : says(status, /^[\d:.+ -]{0,41}(?:sysadminctl\[[\w:]+\] )?SMB guest access disabled\.?$/i),
  bluetooth: ({ profile }) => isRadioOff(profile),
  airdrop: ({ mode, managed }) => preference(mode) === 'Off' || isForbidden(managed),
  'system-integrity-protection': ({ status }) => says(status, /^System Integrity Protection status: enabled\.$/),
  'signed-system-volume': ({ mounts, status }) =>
    isSealed(mounts) && says(status, /^Authenticated Root status: enabled\.?$/),
};
