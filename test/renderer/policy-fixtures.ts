import type { PolicyView } from '../../src/shared/policy-views';

/** The policy of the guide's Mac, as its file says it. */
export const POLICY: PolicyView = {
  source: 'file',
  path: '/Users/mia/Library/Application Support/Batten/policy.yaml',
  services: [
    {
      name: 'Mission Control Dashboard',
      port: 3030,
      protocol: 'tcp',
      scope: 'Local network',
      reason: 'Meant for the local network.',
    },
    {
      name: 'Mattermost',
      port: 8065,
      protocol: 'tcp',
      scope: 'This Mac only',
      reason: 'Retired; it should no longer run.',
      retired: '2026-05-18',
    },
    {
      name: 'Planka',
      port: 3100,
      protocol: 'tcp',
      scope: 'This Mac only',
      tunnel: 'boards.alai.no',
      reason: 'Reached from outside through its tunnel, which needs only this Mac.',
    },
    {
      name: 'BookStack',
      port: 6875,
      protocol: 'tcp',
      scope: 'Local network',
      reason: 'For the local network; it has no tunnel yet.',
    },
    { name: 'WireGuard', port: 51820, protocol: 'udp', scope: 'Everyone', reason: 'The way in from outside.' },
  ],
  allowedApplications: [
    { name: 'Node.js', path: '/opt/homebrew/bin/node', reason: 'Mission Control Dashboard, for the local network.' },
    { name: 'cloudflared', path: '/opt/homebrew/bin/cloudflared', reason: 'The tunnel to Cloudflare.' },
  ],
  tunnels: [
    { hostname: 'boards.alai.no', service: 'Planka', port: 3100 },
    { hostname: 'sign.alai.no', service: 'Documenso', port: 3003 },
  ],
  notWanted: [
    { taskId: 'firewall-block-all', name: 'Block all incoming connections' },
    { taskId: 'bluetooth', name: 'Bluetooth' },
  ],
  review: '2027-03-22',
};

/** Nobody has decided anything yet. */
export const BUILT_IN_POLICY: PolicyView = { ...POLICY, source: 'built-in' };

/** A file that cannot be used: the strictest policy holds. */
export const BROKEN_POLICY: PolicyView = {
  source: 'file',
  path: POLICY.path,
  problem: {
    reason:
      'policy.yaml is not used, because 2 things in it are not as they have to be. Nothing is expected until it is.',
    problems: [
      { line: 14, column: 12, message: 'port: 70000 is no port; a whole number from 1 to 65535 is needed' },
      { line: 31, column: 5, message: 'scope: lann is not known; one of this-mac, vpn, lan, everyone is needed' },
    ],
  },
  services: [],
  allowedApplications: [],
  tunnels: [],
  notWanted: [],
};
