import { type CommandResult } from '../../src/core/command';
import { defence } from '../../src/core/defence/defence';
import { toolQuestions } from '../../src/core/defence/questions';
import { readProcesses, readSources } from '../../src/core/defence/sources';
import { voicesIn } from '../../src/core/defence/voices';
import { SW_VERS } from '../../src/core/mac';
import { answerOf, notUnderstood, valuesIn } from '../../src/core/parse/answer';
import { PROFILE_BLUETOOTH } from '../../src/core/parse/bluetooth';
import { parseBluetoothInput } from '../../src/core/parse/bluetooth-input';
import { BREW_SERVICES, parseBrewServices } from '../../src/core/parse/brew-services';
import { parseCortex, parseSentinel, printedBy } from '../../src/core/parse/edr-text';
import { parseFalconStats } from '../../src/core/parse/falconctl';
import { inputKindsIn } from '../../src/core/parse/input-kind';
import { HID_DEVICES, parseHidDevices } from '../../src/core/parse/ioreg-hid';
import { parseJson } from '../../src/core/parse/json-text';
import { NETSTAT_TCP } from '../../src/core/parse/netstat-sockets';
import { PS_ALL } from '../../src/core/parse/ps';
import { parseSantaStatus, SANTA_STATUS } from '../../src/core/parse/santactl';
import { NETWORK_CONNECTIONS, parseNetworkConnections } from '../../src/core/parse/scutil-nc';
import { parseSystemExtensions, SYSTEM_EXTENSIONS } from '../../src/core/parse/system-extensions';
import { parseTailscaleStatus, TAILSCALE_STATUS } from '../../src/core/parse/tailscale';
import { parseTcpSessions } from '../../src/core/parse/tcp-sessions';
import { isAtTheScreen, parseWho, WHO } from '../../src/core/parse/who';
import { must } from './invariants';
import { answers, texts, holdReason, type Target } from './target';

/** What stands guard, and who is there. */
export const WATCH: readonly Target[] = [
  answers('brew-services', 'core/parse/brew-services', 'parseBrewServices', parseBrewServices, {
    captures: /brew/,
    commands: [BREW_SERVICES],
  }),
  answers(
    'sentinel',
    'core/parse/edr-text',
    'parseSentinel printedBy',
    (result) => {
      printedBy('sentinelctl', result);
      return parseSentinel(result);
    },
    {
      captures: /sentinel/,
      texts: ['Agent\n   Version:       23.4.1.7125\n   Protection:     enabled\nManagement\n   Connected:      yes\n'],
    },
  ),
  answers('cortex', 'core/parse/edr-text', 'parseCortex', parseCortex, { captures: /cortex/ }),
  answers('falcon', 'core/parse/falconctl', 'parseFalconStats', parseFalconStats, { captures: /falcon/ }),
  answers('santa', 'core/parse/santactl', 'parseSantaStatus', parseSantaStatus, {
    captures: /santa/,
    commands: [SANTA_STATUS],
  }),
  answers('network-connections', 'core/parse/scutil-nc', 'parseNetworkConnections', parseNetworkConnections, {
    captures: /scutil/,
    commands: [NETWORK_CONNECTIONS],
  }),
  answers('system-extensions', 'core/parse/system-extensions', 'parseSystemExtensions', parseSystemExtensions, {
    captures: /systemextensionsctl/,
    commands: [SYSTEM_EXTENSIONS],
  }),
  answers('tailscale', 'core/parse/tailscale', 'parseTailscaleStatus', parseTailscaleStatus, {
    captures: /tailscale/,
    commands: [TAILSCALE_STATUS],
  }),
  answers('bluetooth-input', 'core/parse/bluetooth-input', 'parseBluetoothInput', parseBluetoothInput, {
    captures: /bt_json/,
    commands: [PROFILE_BLUETOOTH],
  }),
  texts('input-kind', ['core/parse/input-kind inputKindsIn'], inputKindsIn, {
    texts: ['Apple Internal Keyboard / Trackpad', 'Magic Mouse', 'Tastatur'],
  }),
  answers('ioreg-hid', 'core/parse/ioreg-hid', 'parseHidDevices', parseHidDevices, {
    captures: /ioreg/,
    commands: [HID_DEVICES],
  }),
  answers(
    'tcp-sessions',
    'core/parse/tcp-sessions',
    'parseTcpSessions',
    (result) => parseTcpSessions(result, [22, 5900]),
    {
      captures: /netstat/,
      commands: [NETSTAT_TCP],
    },
  ),
  answers(
    'who',
    'core/parse/who',
    'parseWho isAtTheScreen',
    (result) => {
      const parsed = parseWho(result);
      if (parsed.kind === 'read') for (const login of parsed.value.logins) isAtTheScreen(login);
      return parsed;
    },
    {
      commands: [WHO],
      texts: [
        'alex             console      Nov 22 09:12 \nalex             ttys001      Nov 22 10:02 (192.168.1.20)\n',
      ],
    },
  ),
  texts('json-text', ['core/parse/json-text parseJson'], parseJson, { captures: /json/ }),
  answers(
    'answer',
    'core/parse/answer',
    'answerOf notUnderstood valuesIn',
    (result) => {
      const parsed = answerOf(SW_VERS, result);
      if (parsed.kind === 'read') {
        must(valuesIn(parsed.value.text, [[/^on$/, true]]).values.length <= 1, 'one wording has one value');
        holdReason(notUnderstood(SW_VERS, parsed.value));
      }
      return parsed;
    },
    { captures: /socketfilterfw/ },
  ),
];

export const DEFENCE: readonly Target[] = [
  texts(
    'defence',
    [
      'core/defence/defence defence',
      'core/defence/sources readSources',
      'core/defence/sources readProcesses',
      'core/defence/voices voicesIn',
      'core/defence/questions toolQuestions',
    ],
    (text) => {
      const result: CommandResult = { kind: 'exited', exitCode: 0, stdout: text, stderr: '' };
      const tools = { tailscale: result, santa: result, falcon: result, sentinel: result, cortex: result };
      const all = { ...tools, brew: result, agents: result };
      defence({ extensions: result, connections: result, processes: result, ...all });
      readSources({ extensions: result, connections: result, processes: result });
      readProcesses(result);
      voicesIn(all);
      toolQuestions(result);
    },
    {
      captures: /santa|tailscale|scutil|systemextensionsctl|sentinel|cortex|falcon|brew|launchctl-list/,
      commands: [PS_ALL, NETWORK_CONNECTIONS, SYSTEM_EXTENSIONS],
    },
  ),
];
