/** What a person controls the Mac with. */
export type InputKind = 'keyboard' | 'pointer';

export const INPUT_KINDS = ['keyboard', 'pointer'] as const satisfies readonly InputKind[];

const KEYBOARDS = /keyboard|\bkeys\b|\bK\d{3}\b/i;
const POINTERS = /mouse|trackpad|trackball|touchpad|\bMX (?:Master|Anywhere|Ergo|Vertical)\b/i;

/**
 * What the name of a device, or of its kind, says that it is: both for "Apple Internal Keyboard / Trackpad", nothing where
 * it does not say.
 */
export function inputKindsIn(words: string): readonly InputKind[] {
  return [
    ...(KEYBOARDS.test(words) ? ['keyboard' as const] : []),
    ...(POINTERS.test(words) ? ['pointer' as const] : []),
  ];
}
