import { type Certainty, defence, type DefenceTool } from '../core/defence/defence';
import { toolQuestions } from '../core/defence/questions';
import { DEFENCE_PROBE } from '../core/defence/sources';
import { DEFENCE_TOOLS, type DefenceToolId } from '../core/defence/tools';
import { sameJson } from '../core/json';
import { isRecord } from '../core/parse/json-text';
import { type Parsed, read, unreadable } from '../core/result';
import { ALWAYS, defineTask, type Reading } from '../core/task';

interface ToolState {
  readonly [key: string]: DefenceToolId | Certainty;
  readonly id: DefenceToolId;
  readonly running: Certainty;
}

/** The tools that are installed, by id in alphabetical order. */
interface DefenceState {
  readonly [key: string]: readonly ToolState[];
  readonly tools: readonly ToolState[];
}

const NONE = 'No known intrusion detection, VPN or endpoint protection is running';
const CERTAINTIES: readonly Certainty[] = ['yes', 'no', 'unknown'];

export const defenceTools = defineTask<DefenceState, string>({
  id: 'defence-tools',
  area: 'Watch',
  title: 'Turn on a defence tool',
  name: 'Defence tools',
  scope: 'computer',
  risk: 'safe',
  severity: 'attention',
  explain: {
    what: 'Looks whether intrusion detection, a VPN, endpoint protection or another firewall runs on this Mac.',
    why: 'The firewall of macOS only judges connections that come in. Such a tool sees or stops what gets past it, or what leaves.',
    cost: 'Such a tool takes some memory and power, asks questions, and has to be kept up to date.',
    differs:
      'Which tool is right is for you to choose, so Batten shows the steps and installs nothing. That a VPN is set up or an extension accepted does not count here: it has to run.',
  },
  exposes: 'No tool on this Mac would notice or stop an intruder who gets past the firewall.',
  references: [
    { kind: 'nist', controls: ['SI-4'] },
    { kind: 'iso-27001', controls: ['A.8.16'], via: 'SI-4' },
  ],
  byHand: {
    steps: [
      'If you have such a tool already, open it and turn it on; connect your VPN.',
      'If not, choose one. LuLu asks before a program connects to the outside: download it from objective-see.org and open it.',
      'Tailscale is a VPN between your own devices: download it from tailscale.com, open it and log in.',
      'Suricata looks for intruders in the network traffic: with Homebrew, enter in Terminal: brew install suricata. Then start it as its guide at suricata.io says.',
      'Open System Settings › General › Login Items & Extensions and allow the extension that the tool brings.',
    ],
    undoSteps: [
      'Open the tool and turn it off, or disconnect the VPN.',
      'To remove it, use its own uninstaller. LuLu has one in its menu; for Suricata, enter in Terminal: brew uninstall suricata',
    ],
  },
  applies: ALWAYS,
  probe: () => DEFENCE_PROBE,
  // A person's programs could be replaced by a program of theirs, so root never starts them.
  further: (results, mac) => (mac.asRoot ? {} : toolQuestions(results['processes'])),
  read(results) {
    const { tailscale, santa } = results;
    const found = defence({
      extensions: results['extensions'],
      connections: results['connections'],
      processes: results['processes'],
      ...(tailscale === undefined ? {} : { tailscale }),
      ...(santa === undefined ? {} : { santa }),
    });
    const gap = found.gaps.find(({ decides }) => decides);
    if (gap !== undefined) return unreadable(gap.reason, gap.seen);
    const others = found.others.map(({ name, bundle }) => `Not known to Batten: ${name} (${bundle}), an extension.`);
    const failures = found.gaps.map(({ reason }) => `One of the tools could not be asked: ${reason}.`);
    return readingOf(found.tools, [...others, ...failures]);
  },
  recognise: recogniseState,
  isWanted: ({ tools }) => tools.some(({ running }) => running === 'yes'),
  target: ({ tools }) => ({
    tools: tools.length === 0 ? [{ id: 'lulu', running: 'yes' }] : tools.map(({ id }) => ({ id, running: 'yes' })),
  }),
  change: () => ({ kind: 'by-hand' }),
  sentence({ tools }) {
    const running = namesOf(tools.filter((tool) => tool.running === 'yes'));
    if (running !== '')
      return `${running} ${tools.filter((tool) => tool.running === 'yes').length === 1 ? 'is' : 'are'} running`;
    return tools.length === 0 ? NONE : `${NONE}; installed: ${namesOf(tools)}`;
  },
  words({ tools }) {
    const running = tools.filter((tool) => tool.running === 'yes').length;
    return running === 0 ? 'None running' : `${running} running`;
  },
});

/** Nothing seen to run and something that may: then nobody knows, and "none" would be a guess. */
function readingOf(all: readonly DefenceTool[], notes: readonly string[]): Parsed<Reading<DefenceState>> {
  const installed = all.filter((tool) => tool.installed === 'yes');
  const doubtful = all.find((tool) => tool.running === 'unknown');
  if (doubtful !== undefined && !all.some(({ running }) => running === 'yes')) {
    return unreadable(`whether ${inside(doubtful.name)} runs is not known`, doubtful.how);
  }
  const tools = installed.map(({ id, running }) => ({ id, running })).sort((a, b) => (a.id < b.id ? -1 : 1));
  return read({ state: { tools }, notes: [...installed.map(({ name, how }) => `${name}: ${how}`), ...notes] });
}

/** The state with our own constants, or undefined for anything but tools of the list in the order of their ids. */
function recogniseState(value: unknown): DefenceState | undefined {
  if (!isRecord(value) || !Array.isArray(value['tools'])) return undefined;
  const rows: readonly unknown[] = value['tools'];
  const tools = rows.flatMap((row): readonly ToolState[] => {
    if (!isRecord(row)) return [];
    const id = DEFENCE_TOOLS.find((tool) => tool.id === row['id'])?.id;
    const running = CERTAINTIES.find((one) => one === row['running']);
    return id === undefined || running === undefined ? [] : [{ id, running }];
  });
  const ordered = tools.every(({ id }, index) => index === 0 || (tools[index - 1]?.id ?? id) < id);
  return ordered && sameJson({ tools }, value) ? { tools } : undefined;
}

/** "LuLu, Tailscale and another VPN". */
function namesOf(tools: readonly ToolState[]): string {
  const names = tools.map(({ id }) => DEFENCE_TOOLS.find((tool) => tool.id === id)?.name ?? id);
  const inOrder = names.map((name, index) => (index === 0 ? name : inside(name)));
  const last = inOrder.at(-1) ?? '';
  return inOrder.length < 2 ? last : `${inOrder.slice(0, -1).join(', ')} and ${last}`;
}

/** A name in the middle of a sentence. */
function inside(name: string): string {
  return name === 'Another VPN' ? 'another VPN' : name;
}
