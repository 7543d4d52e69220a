import { command } from '../../src/core/command';
import { type FirewallState, type MacState, withFirewall } from '../sim/mac-state';
import { type Release, stockMac } from '../sim/machines';
import type { CaptureCase } from './capture-case';

const fw = (flag: string) => command('socketfilterfw', `--get${flag}`);
const SIP = command('csrutil', 'status');

function having(release: Release, firewall: Partial<FirewallState>): MacState {
  return withFirewall(stockMac(release), { global: true, ...firewall });
}

/** Captures of the firewall's tools. */
export const FIREWALL_CASES: readonly CaptureCase[] = [
  {
    file: 'firewall/alf-globalstate-on-26.3.txt',
    answers: [fw('globalstate')],
    on: having('26.5', {}),
    finds: { firewall: ['compliant', { on: true }] },
  },
  {
    file: 'firewall/alf-globalstate-on-26.3.txt',
    answers: [fw('globalstate')],
    on: stockMac('26.5'),
    finds: { firewall: 'unknown' },
  },
  {
    file: 'firewall/alf-globalstate-off-2026.txt',
    answers: [fw('globalstate'), fw('blockall')],
    on: stockMac('26.5'),
    finds: { firewall: ['noncompliant', { on: false }], 'firewall-block-all': ['not-applicable', { on: false }] },
  },
  {
    file: 'firewall/alf-globalstate-blockall-2025-07.txt',
    answers: [fw('globalstate')],
    on: having('15.6', { blockAll: true }),
    finds: { firewall: ['compliant', { on: true }], 'firewall-block-all': ['not-applicable', { on: true }] },
  },
  {
    file: 'firewall/alf-state-blockall-2026-08.txt',
    answers: [fw('globalstate'), fw('blockall')],
    on: having('26.5', {}),
    finds: { firewall: ['compliant', { on: true }], 'firewall-block-all': ['not-applicable', { on: false }] },
  },
  {
    file: 'firewall/alf-stealth-on-26.3.txt',
    answers: [fw('stealthmode')],
    on: having('26.5', { stealth: true }),
    finds: { 'firewall-stealth': ['compliant', { on: true }] },
  },
  {
    file: 'firewall/alf-stealth-on-26.3.txt',
    answers: [fw('stealthmode')],
    on: withFirewall(stockMac('26.5'), { stealth: true }),
    finds: { 'firewall-stealth': ['noncompliant', { on: true }] },
  },
  {
    file: 'firewall/alf-multi-27-on.txt',
    answers: [fw('globalstate'), fw('blockall'), fw('stealthmode'), fw('allowsigned')],
    on: having('27.0', {}),
    finds: {
      firewall: ['compliant', { on: true }],
      'firewall-stealth': ['noncompliant', { on: false }],
      'firewall-signed-software': ['compliant', { builtIn: true, downloaded: false }],
    },
  },
  {
    file: 'firewall/alf-multi-13-stealth-key-error.txt',
    answers: [fw('globalstate'), fw('blockall'), fw('stealthmode'), fw('allowsigned')],
    on: having('13.6', { stealth: true }),
    finds: {
      firewall: ['compliant', { on: true }],
      'firewall-stealth': 'unknown',
      'firewall-signed-software': ['noncompliant', { builtIn: true, downloaded: true }],
    },
  },
  {
    file: 'firewall/alf-kolide-data-2024-08-20.txt',
    answers: ['globalstate', 'blockall', 'stealthmode', 'allowsigned', 'loggingmode', 'loggingopt'].map(fw),
    on: having('14.6', { stealth: true, logging: true }),
    finds: {
      firewall: ['compliant', { on: true }],
      'firewall-stealth': ['compliant', { on: true }],
      'firewall-block-all': ['not-applicable', { on: false }],
      'firewall-logging': ['noncompliant', { on: true, option: 'throttled' }],
    },
  },
  {
    file: 'firewall/sp-firewall-on-27.json',
    answers: [command('system_profiler', 'SPFirewallDataType', '-json')],
    on: having('27.0', { stealth: true }),
    finds: { firewall: ['compliant', { on: true }], 'firewall-stealth': ['compliant', { on: true }] },
  },
  ...['alf-must-be-root-26.3.txt', 'alf-usage-10.7.txt', 'sip-disabled.txt'].map((name) => ({
    file: `firewall/${name}`,
    answers: [fw('globalstate'), fw('stealthmode'), fw('allowsigned')],
    on: having('26.5', {}),
    finds: { firewall: 'unknown', 'firewall-stealth': 'unknown', 'firewall-signed-software': 'unknown' } as const,
  })),
];

/** Captures of the tools that tell about the system's integrity. */
export const INTEGRITY_CASES: readonly CaptureCase[] = [
  ...(
    [
      ['services/csrutil_status_enabled_26.txt', 'compliant', 'enabled'],
      ['firewall/sip-disabled.txt', 'noncompliant', 'disabled'],
      ['firewall/sip-disabled-apple-internal-10.15.txt', 'noncompliant', 'disabled'],
      ['firewall/sip-unknown-alldisabled-10.15.txt', 'noncompliant', 'partial'],
      ['firewall/sip-unknown-12.5.txt', 'noncompliant', 'partial'],
      ['firewall/sip-unknown-bigsur-yabai.txt', 'noncompliant', 'partial'],
      ['firewall/sip-unknown-kvm-10.15.txt', 'noncompliant', 'partial'],
      ['firewall/sip-unknown-nvram-only.txt', 'noncompliant', 'partial'],
      ['firewall/sip-unknown-dtrace-only.txt', 'noncompliant', 'partial'],
      ['firewall/sip-enabled-custom-10.14.txt', 'noncompliant', 'partial'],
      ['firewall/sip-config-lines-only-2024.txt', 'noncompliant', 'partial'],
    ] as const
  ).map(([file, kind, state]) => ({
    file,
    answers: [SIP],
    on: stockMac('26.5'),
    finds: { 'system-integrity-protection': [kind, state] as const },
  })),
  {
    file: 'firewall/sip-authroot-disabled.txt',
    answers: [command('csrutil', 'authenticated-root', 'status')],
    on: { ...stockMac('26.5'), sealed: false },
    finds: { 'signed-system-volume': ['noncompliant', { sealed: false }] },
  },
  {
    file: 'firewall/mount-sealed-root.txt',
    answers: [command('mount')],
    on: stockMac('26.5'),
    finds: { 'signed-system-volume': ['compliant', { sealed: true }] },
  },
];
