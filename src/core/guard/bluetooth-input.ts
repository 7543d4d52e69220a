import { type Command, commandLine } from '../command';
import { PROFILE_BLUETOOTH } from '../parse/bluetooth';
import { parseBluetoothInput } from '../parse/bluetooth-input';
import { INPUT_KINDS, type InputKind } from '../parse/input-kind';
import { HID_DEVICES, parseHidDevices } from '../parse/ioreg-hid';
import type { CommandResults } from '../task';
import { cutsAny, type StepCuts } from './cut';
import type { Guard, GuardEvidence } from './guard';
import { unreadableGuard, unreadGuard } from './unreadable';

export const INPUT_QUESTIONS = { bluetooth: PROFILE_BLUETOOTH, inputDevices: HID_DEVICES } as const;

interface InUse {
  readonly name: string;
  readonly kinds: readonly InputKind[];
  readonly evidence: readonly GuardEvidence[];
}

/**
 * The Bluetooth keyboards, mice and trackpads that nothing built in or on a cable can stand in for.
 *
 * A device of unknown kind needs both a keyboard and a pointer in its place. What could not be read counts as in use, and
 * only both in their places make that harmless. Of other makers' wired devices Batten sees none.
 */
export function bluetoothInputGuards(step: StepCuts, answers: CommandResults): readonly Guard[] {
  if (!cutsAny(step, 'bluetooth')) return [];
  const profile = parseBluetoothInput(answers['bluetooth']);
  const hid = parseHidDevices(answers['inputDevices']);
  const devices = hid.kind === 'read' ? hid.value.devices : [];
  const local = devices.filter(({ link }) => link !== 'bluetooth');
  const inPlace = INPUT_KINDS.filter((kind) => local.some(({ kinds }) => kinds.includes(kind)));
  if (inPlace.length === INPUT_KINDS.length) return [];
  const inUse = merged([
    ...(profile.kind === 'read' ? profile.value.map((one) => seenBy(PROFILE_BLUETOOTH, one)) : []),
    ...devices.filter(({ link }) => link === 'bluetooth').map((one) => seenBy(HID_DEVICES, one)),
  ]);
  const hidEvidence = {
    line: commandLine(HID_DEVICES),
    said: local.length === 0 ? 'no built-in or wired device' : local.map(({ said }) => said).join('\n'),
  };
  const danger = `${step.doing} can take away your only keyboard or pointer`;
  const what = 'Which keyboards and pointers are in use';
  return [
    ...inUse.flatMap(({ name, kinds, evidence }): readonly Guard[] => {
      const missing = (kinds.length === 0 ? INPUT_KINDS : kinds).filter((kind) => !inPlace.includes(kind));
      if (missing.length === 0) return [];
      const consequence = `${name} is connected over Bluetooth, and Batten sees no built-in or wired ${missing.map((kind) => WORDS[kind]).join(' or ')}. ${step.doing} disconnects it at once.`;
      return [{ kind: 'bluetooth-input', consequence, evidence: [...evidence, hidEvidence] }];
    }),
    ...(profile.kind === 'unreadable' ? [unreadableGuard(PROFILE_BLUETOOTH, what, profile, danger)] : []),
    ...(hid.kind === 'unreadable'
      ? [unreadableGuard(HID_DEVICES, what, hid, danger)]
      : unreadGuard(HID_DEVICES, what, hid.value.unread, danger)),
  ];
}

const WORDS: Readonly<Record<InputKind, string>> = { keyboard: 'keyboard', pointer: 'mouse or trackpad' };

function seenBy(
  asked: Command,
  { name, kinds, said }: { readonly name: string; readonly kinds: readonly InputKind[]; readonly said: string },
): InUse {
  return { name, kinds, evidence: [{ line: commandLine(asked), said }] };
}

/** One device as one entry, whichever tools listed it; what either says of its kind counts. */
function merged(seen: readonly InUse[]): readonly InUse[] {
  const byName = new Map<string, InUse>();
  for (const one of seen) {
    const known = byName.get(one.name);
    byName.set(one.name, known === undefined ? one : together(known, one));
  }
  return [...byName.values()];
}

function together(a: InUse, b: InUse): InUse {
  // Two devices may have one name: of a kind that one of them does not say, either may be.
  const kinds = a.kinds.length === 0 || b.kinds.length === 0 ? [] : [...new Set([...a.kinds, ...b.kinds])];
  return { name: a.name, kinds, evidence: [...a.evidence, ...b.evidence] };
}
