import { describe, expect, it } from 'vitest';
import {
  exposureGroup,
  exposureItems,
  exposureStatus,
  levelStatus,
  searched,
} from '../../src/renderer/exposure-select';
import type { RowLevel } from '../../src/shared/exposure-views';
import { EXPOSURE, exposureRow } from './exposure-fixtures';

const LEVELS: readonly RowLevel[] = ['exposed', 'attention', 'fine', 'unknown'];

describe('exposureGroup', () => {
  it('calls nothing wanted that somebody may still call expected', () => {
    const fine = exposureRow('a', 'A 1', { level: 'fine' });
    expect(exposureGroup(fine)).toBe('not-counted');
    expect(exposureGroup({ ...fine, canExpect: false })).toBe('as-wanted');
    expect(exposureGroup({ ...fine, canExpect: false, canRestrict: false })).toBe('not-counted');
  });

  it('takes for a part of macOS only what says so', () => {
    const settled = exposureRow('a', 'A 1', { level: 'fine', canExpect: false, canRestrict: false });
    expect(exposureGroup({ ...settled, owner: 'macOS: Bonjour' })).toBe('macos');
    expect(exposureGroup({ ...settled, fix: { kind: 'task', taskId: 'remote-login' } })).toBe('macos');
    expect(exposureGroup({ ...settled, owner: 'macOS: AirPlay', level: 'exposed' })).toBe('unwanted');
  });

  it('keeps apart what is not known', () => {
    expect(exposureGroup(exposureRow('a', 'A 1', { level: 'unknown', scope: 'this-mac' }))).toBe('unknown');
  });
});

describe('the glyph of a service', () => {
  it('is the ok glyph for what is fine and fresh, and for nothing else', () => {
    for (const level of LEVELS) {
      for (const fresh of [true, false]) {
        expect(levelStatus(level, fresh) === 'compliant', `${level} ${fresh}`).toBe(level === 'fine' && fresh);
        const row = exposureRow('a', 'A 1', { level, canExpect: false });
        expect(exposureStatus(row, fresh) === 'compliant').toBe(level === 'fine' && fresh);
      }
    }
  });

  it('does not praise a part of macOS', () => {
    const row = exposureRow('a', 'A 1', { level: 'fine', owner: 'macOS: Bonjour' });
    expect(exposureStatus(row, true)).toBe('not-applicable');
  });
});

describe('exposureItems', () => {
  it('loses no row, no gap and no line, whatever is folded', () => {
    const items = exposureItems(EXPOSURE, []);
    const kinds = (kind: string): number => items.filter((item) => item.kind === kind).length;
    expect(kinds('row')).toBe(EXPOSURE.rows.length);
    expect(kinds('gap')).toBe(EXPOSURE.gaps.length);
    expect(kinds('absent')).toBe(EXPOSURE.absent.length);
    const folded = exposureItems(EXPOSURE, ['unwanted', 'this-mac', 'unread']);
    const counts = (list: typeof items) => list.flatMap((item) => (item.kind === 'head' ? [item.count] : []));
    expect(counts(folded)).toEqual(counts(items));
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
  });

  it('keeps what could not be read whatever is searched for', () => {
    const items = exposureItems(searched(EXPOSURE, 'zzz'), []);
    expect(items.map(({ kind }) => kind)).toEqual(['head', 'gap', 'unread']);
  });
});
