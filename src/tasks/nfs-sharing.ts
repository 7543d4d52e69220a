import { NFSD_STATUS, parseNfsdStatus } from '../core/parse/nfsd';
import { references } from '../core/references';
import { read } from '../core/result';
import { launchdService } from './families/launchd-service';

export const nfsSharing = launchdService({
  id: 'nfs-sharing',
  area: 'Sharing',
  name: 'NFS sharing',
  risk: 'interrupts',
  label: 'com.apple.nfsd',
  plist: '/System/Library/LaunchDaemons/com.apple.nfsd.plist',
  port: 2049,
  owners: ['launchd', 'nfsd', 'kernel_task'],
  alsoAsks: {
    command: NFSD_STATUS,
    contradicts(result, { loaded, override }) {
      const status = parseNfsdStatus(result);
      if (status.kind === 'unreadable') return status;
      if (status.value.running && !loaded) return read('nfsd says it is running, launchd says it is not loaded');
      const expected = loaded || override === 'enabled';
      return status.value.enabled === expected
        ? read(undefined)
        : read(`nfsd says the service is ${status.value.enabled ? 'enabled' : 'disabled'}, launchd says otherwise`);
    },
  },
  explain: {
    what: 'Turns off the NFS server, which exports folders to other Unix computers.',
    why: 'NFS trusts the computers it names, not people: whoever takes over such an address gets the files.',
    cost: 'Other computers can no longer mount folders that this Mac exports. The list in /etc/exports is kept as it is.',
    differs:
      'Some guides delete /etc/exports. Batten leaves it alone: without the server it has no effect, and it is yours.',
  },
  exposes: 'Computers named in /etc/exports can mount folders of this Mac.',
  references: references({
    mscp: 'os_nfsd_disable',
    cis: ['4.3', '4.3', '4.3', '4.3'],
    stig: ['002003', '002003', '002003', '002003'],
    nist: 'AC-3 AC-17',
    safeguards: '4.1 4.8',
    iso: { controls: 'A.8.20 A.8.3 A.5.14', via: 'AC-3 and AC-17' },
  }),
});
