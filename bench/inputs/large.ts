import type { Command, CommandResult } from '../../src/core/command';
import { PROFILE_BLUETOOTH } from '../../src/core/parse/bluetooth';
import { AUTHENTICATED_ROOT_STATUS, SIP_STATUS } from '../../src/core/parse/csrutil';
import { PRINT_DISABLED } from '../../src/core/parse/launchctl';
import { MOUNTS } from '../../src/core/parse/mount';
import { TCP_SOCKETS } from '../../src/core/parse/netstat';
import { NFSD_STATUS } from '../../src/core/parse/nfsd';
import {
  GET_ALLOW_SIGNED,
  GET_BLOCK_ALL,
  GET_GLOBAL_STATE,
  GET_STEALTH_MODE,
} from '../../src/core/parse/socketfilterfw';
import { SMB_GUEST_STATUS } from '../../src/core/parse/sysadminctl';
import { PROFILE_FIREWALL } from '../../src/core/parse/system-profiler-firewall';
import type { Parsed } from '../../src/core/result';
import type { MacState } from '../../test/sim/mac-state';
import { machine } from '../../test/sim/machines';
import { runProgram } from '../../test/sim/run-program';
import { PARSERS } from './parsers';

/** A large answer of one tool, and the parser that reads it. */
export interface LargeAnswer {
  readonly what: string;
  readonly text: string;
  readonly json: boolean;
  readonly parse: (result: CommandResult) => Parsed<unknown>;
}

const SOCKETS = 10_000;
const SERVICES = 2_000;
const APPS = 20_000;
const DEVICES = 2_500;
const SMALL_ANSWER_BYTES = 512 * 1024;

/** A Mac with far more of everything than any has; its tools answer in their own words, only at length. */
const LARGE_MAC = largeMac(machine('fresh', '26.5'));

export const LARGE_ANSWERS: readonly LargeAnswer[] = [
  answer('netstat', `netstat, ${SOCKETS} sockets`, TCP_SOCKETS),
  answer('launchctl print-disabled', `launchctl print-disabled, ${SERVICES} services`, PRINT_DISABLED),
  answer('system_profiler SPFirewallDataType', `system_profiler, firewall with ${APPS} apps`, PROFILE_FIREWALL),
  answer('system_profiler SPBluetoothDataType', `system_profiler, ${DEVICES} Bluetooth devices`, PROFILE_BLUETOOTH),
  { ...repeatedMembers(), what: 'osascript, managed preferences', json: true },
  repeated('socketfilterfw --getglobalstate', GET_GLOBAL_STATE),
  repeated('socketfilterfw --getblockall', GET_BLOCK_ALL),
  repeated('socketfilterfw --getstealthmode', GET_STEALTH_MODE),
  repeated('socketfilterfw --getallowsigned', GET_ALLOW_SIGNED),
  repeated('sysadminctl', SMB_GUEST_STATUS),
  repeated('nfsd status', NFSD_STATUS),
  repeated('csrutil status', SIP_STATUS),
  repeated('csrutil authenticated-root status', AUTHENTICATED_ROOT_STATUS),
  mountsOfMany(),
];

function largeMac(state: MacState): MacState {
  return {
    ...state,
    services: {
      ...Object.fromEntries(
        numbered(SERVICES).map((number) => [
          `com.example.service-${number}`,
          { loaded: false, override: number % 2 === 0 ? 'enabled' : 'disabled', submittedBySmd: false } as const,
        ]),
      ),
      ...state.services,
    },
    sockets: numbered(SOCKETS).map((number) => ({
      proto: number % 3 === 0 ? 'tcp6' : 'tcp4',
      local: `192.168.1.20.${1024 + number}`,
      foreign: number % 4 === 0 ? '*.*' : `203.0.113.${number % 250}.443`,
      state: number % 4 === 0 ? 'LISTEN' : 'ESTABLISHED',
      owner: 'example-server',
      pid: 500 + number,
      opened: number,
    })),
    firewall: {
      ...state.firewall,
      apps: numbered(APPS).map((number) => ({
        path: `/Applications/Example ${number}.app`,
        identifier: `com.example.app-${number}`,
        rule: 'allow',
      })),
    },
    bluetooth: {
      ...state.bluetooth,
      connected: numbered(DEVICES).map((number) => ({
        name: `Keyboard ${number}`,
        properties: { device_address: '02:00:00:00:00:01', device_minorType: 'Keyboard' },
      })),
    },
  };
}

function numbered(count: number): readonly number[] {
  return Array.from({ length: count }, (_none, number) => number);
}

function textOf({ program, args }: Command): string {
  const call = { program, args, caller: { root: false, user: LARGE_MAC.user }, now: LARGE_MAC.time };
  const { ending } = runProgram(LARGE_MAC, call);
  if (ending.kind !== 'exits') throw new Error(`${program} did not answer`);
  return ending.stdout === '' ? ending.stderr : ending.stdout;
}

function answer(tool: keyof typeof PARSERS, what: string, asked: Command): LargeAnswer {
  const text = textOf(asked);
  return { what, text, json: text.startsWith('{'), parse: PARSERS[tool] };
}

/** A short answer, said again and again. */
function repeated(tool: keyof typeof PARSERS, asked: Command): LargeAnswer {
  const one = textOf(asked);
  const text = one.repeat(Math.ceil(SMALL_ANSWER_BYTES / one.length));
  return { what: `${tool}, repeated`, text, json: false, parse: PARSERS[tool] };
}

/** The system volume once, and many others: said twice, its line would be a contradiction. */
function mountsOfMany(): LargeAnswer {
  const own = textOf(MOUNTS);
  const other = '/dev/disk9s1 on /Volumes/Backup (apfs, local, nodev, nosuid, journaled, noowners)\n';
  const text = own + other.repeat(Math.ceil(SMALL_ANSWER_BYTES / other.length));
  return { what: 'mount, many volumes', text, json: false, parse: PARSERS.mount };
}

function repeatedMembers(): Pick<LargeAnswer, 'text' | 'parse'> {
  const keys = numbered(20).map((number) => [`AllowExample${number}`, { forced: true, value: number % 2 === 0 }]);
  const forced: unknown = Object.fromEntries(keys);
  const domains = Object.fromEntries(numbered(500).map((number) => [`com.example.domain-${number}`, forced]));
  return { text: `${JSON.stringify(domains)}\n`, parse: PARSERS['osascript (managed preferences)'] };
}
