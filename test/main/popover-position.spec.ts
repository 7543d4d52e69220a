import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIconHidden, popoverPosition } from '../../src/main/popover-position';

const SIZE = { width: 360, height: 560 };

describe('the popover', () => {
  it('is centred below its icon', () => {
    const workArea = { x: 0, y: 25, width: 1440, height: 875 };
    expect(popoverPosition({ x: 700, y: 0, width: 32, height: 24 }, SIZE, workArea)).toEqual({ x: 536, y: 30 });
  });

  it('never leaves the screen its icon is on', () => {
    const screens = fc.record({
      x: fc.integer({ min: -4000, max: 4000 }),
      y: fc.integer({ min: -2000, max: 2000 }),
      width: fc.integer({ min: 360, max: 5120 }),
      height: fc.integer({ min: 600, max: 2880 }),
    });
    fc.assert(
      fc.property(screens, fc.integer({ min: -5000, max: 9000 }), (workArea, x) => {
        const at = popoverPosition({ x, y: workArea.y, width: 32, height: 24 }, SIZE, workArea);
        expect(at.x).toBeGreaterThanOrEqual(workArea.x);
        expect(at.x + SIZE.width).toBeLessThanOrEqual(workArea.x + workArea.width);
      }),
    );
  });

  it('knows a hidden icon by its place, as measured on macOS 26.5.2', () => {
    const display = { x: 0, y: 0, width: 1512, height: 982 };
    expect(isIconHidden({ x: 1281, y: 0, width: 32, height: 33 }, display)).toBe(false);
    expect(isIconHidden({ x: 0, y: 982, width: 32, height: 22 }, display)).toBe(true);
    expect(isIconHidden({ x: 0, y: 0, width: 0, height: 0 }, display)).toBe(true);
  });
});
