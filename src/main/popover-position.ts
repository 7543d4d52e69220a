/** A rectangle in screen points, as Electron gives them. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 5;

/** Where the popover goes: centred below the icon, kept within the screen the icon is on. */
export function popoverPosition(
  icon: Box,
  size: Pick<Box, 'width' | 'height'>,
  workArea: Box,
): { x: number; y: number } {
  const wanted = Math.round(icon.x + icon.width / 2 - size.width / 2);
  const right = workArea.x + workArea.width - size.width;
  return { x: Math.max(workArea.x, Math.min(wanted, right)), y: workArea.y + GAP };
}

/**
 * Whether macOS hides the icon (its switch "Allow in the Menu Bar" is off, or the notch takes its place).
 *
 * A hidden item reports a position below the screen; measured on macOS 26.5.2.
 */
export function isIconHidden(icon: Box, display: Box): boolean {
  return icon.width === 0 || icon.y >= display.y + display.height - 1;
}
