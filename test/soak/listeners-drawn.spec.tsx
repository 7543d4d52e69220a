// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ExposureItem } from '../../src/renderer/exposure-select';
import { ExposureItems } from '../../src/renderer/views/ExposureItems';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('a list of 100,000 lines', () => {
  it('has room for all of them, and draws those near the visible part', { timeout: 60_000 }, () => {
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(600);
    const items = Array.from({ length: 100_000 }, (_, at): ExposureItem => {
      return { kind: 'gap', key: `gap ${at}`, gap: { what: `Line ${at}`, reason: 'A test.' } };
    });
    const scroller = document.createElement('div');
    document.body.append(scroller);
    const { container } = render(
      <ExposureItems items={items} scroller={scroller} openKey="" turn={0}>
        {(item) => <p>{item.key}</p>}
      </ExposureItems>,
      { container: scroller.appendChild(document.createElement('div')) },
    );
    const drawn = [...container.querySelectorAll('p')].map((one) => one.textContent);
    expect(drawn.length).toBeGreaterThan(5);
    expect(drawn.length).toBeLessThan(60);
    expect(drawn[0]).toBe('gap 0');
    const height = Number.parseInt(container.querySelector<HTMLElement>('.lines')?.style.height ?? '', 10);
    expect(height).toBeGreaterThan(100_000 * 20);
  });
});
