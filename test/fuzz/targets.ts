import type { Target } from './target';
import { CONFIG } from './targets-config';
import { CONTAINER } from './targets-container';
import { FIREWALL } from './targets-firewall';
import { LOG } from './targets-log';
import { OWN } from './targets-own';
import { SETTINGS } from './targets-settings';
import { SOCKETS } from './targets-sockets';
import { TUNNEL } from './targets-tunnel';
import { DEFENCE, WATCH } from './targets-watch';

/** Every way in. A test fails where an exported function of these folders is neither here nor in `not-parsers.ts`. */
export const TARGETS: readonly Target[] = [
  ...FIREWALL,
  ...SOCKETS,
  ...SETTINGS,
  ...WATCH,
  ...DEFENCE,
  ...LOG,
  ...CONFIG,
  ...CONTAINER,
  ...TUNNEL,
  ...OWN,
];
