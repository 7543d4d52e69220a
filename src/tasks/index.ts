import type { AnyTask } from '../core/task';
import { airdrop } from './airdrop';
import { bluetooth } from './bluetooth';
import { defenceTools } from './defence-tools';
import { fileSharing } from './file-sharing';
import { firewall } from './firewall';
import { firewallAllowList } from './firewall-allow-list';
import { firewallBlockAll } from './firewall-block-all';
import { firewallLogging } from './firewall-logging';
import { firewallSignedSoftware } from './firewall-signed-software';
import { firewallStealth } from './firewall-stealth';
import { nfsSharing } from './nfs-sharing';
import { remoteAppleEvents } from './remote-apple-events';
import { remoteLogin } from './remote-login';
import { remoteManagement } from './remote-management';
import { screenSharing } from './screen-sharing';
import { serviceBindings } from './service-bindings';
import { signedSystemVolume } from './signed-system-volume';
import { smbGuestAccess } from './smb-guest-access';
import { systemIntegrityProtection } from './system-integrity-protection';
import { tunnelOrigins } from './tunnel-origins';

/** The catalogue, in the order of the screens; plans change things in this order and take them back in the opposite one. */
export const TASKS: readonly AnyTask[] = [
  firewall,
  firewallStealth,
  firewallSignedSoftware,
  firewallLogging,
  firewallBlockAll,
  firewallAllowList,
  remoteLogin,
  screenSharing,
  remoteManagement,
  remoteAppleEvents,
  fileSharing,
  nfsSharing,
  smbGuestAccess,
  bluetooth,
  airdrop,
  serviceBindings,
  tunnelOrigins,
  systemIntegrityProtection,
  signedSystemVolume,
  defenceTools,
];
