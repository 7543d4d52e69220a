import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SHAPES } from '../../src/renderer/views/Glyph';
import { CONTENT_SECURITY_POLICY } from '../../src/shared/content-security-policy';
import * as exposure from '../../src/renderer/exposure-words';
import * as notices from '../../src/renderer/notice-words';
import * as policy from '../../src/renderer/policy-words';
import * as review from '../../src/renderer/review-words';
import * as settings from '../../src/renderer/settings-words';
import * as text from '../../src/renderer/text';
import * as words from '../../src/renderer/words';

const css = readFileSync(new URL('../../src/renderer/styles/tokens.css', import.meta.url), 'utf8');
type Tokens = Readonly<Record<string, string>>;

/** The colours of one block of tokens.css, over those it inherits. */
function tokens(opening: string, inherited: Tokens = {}): Tokens {
  const block = css.slice(css.indexOf(opening)).split('\n}')[0] ?? '';
  return {
    ...inherited,
    ...Object.fromEntries([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, k, v]) => [k, v])),
  };
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const light = tokens(':root');
const dark = tokens('@media (prefers-color-scheme: dark)', light);
const THEMES: Readonly<Record<string, Tokens>> = {
  light,
  dark,
  'light, more contrast': tokens('@media (prefers-contrast: more) {', light),
  'dark, more contrast': tokens('@media (prefers-contrast: more) and (prefers-color-scheme: dark)', dark),
};

describe('the colours', () => {
  it.each(Object.keys(THEMES))('are readable on every ground: %s', (name) => {
    const theme = THEMES[name] ?? {};
    for (const ink of ['text', 'secondary', 'accent', 'ok', 'attention', 'exposed', 'unknown']) {
      for (const ground of ['background', 'raised', 'sidebar']) {
        const ratio = contrast(theme[ink] ?? '', theme[ground] ?? '');
        expect(ratio, `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(theme['on-accent'] ?? '', theme['accent-fill'] ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme['text'] ?? '', theme['control'] ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});

describe('the page', () => {
  it('carries the same content security policy as the header, but for what only a header can say', () => {
    const html = readFileSync(new URL('../../src/renderer/index.html', import.meta.url), 'utf8');
    const meta = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html)?.[1];
    expect(meta).toBe(CONTENT_SECURITY_POLICY.replace(" frame-ancestors 'none';", ''));
  });
});

describe('the glyphs', () => {
  it('have a different shape for every status', () => {
    const drawn = Object.values(SHAPES).map((shape) => JSON.stringify(shape));
    expect(new Set(drawn).size).toBe(drawn.length);
  });
});

describe('the words', () => {
  /** Every string below a value; functions are read as source, so their sentences count too. */
  const stringsIn = (value: unknown): readonly string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'function') return [String(value)];
    return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : [];
  };
  const all = stringsIn([exposure, notices, policy, review, settings, text, words].map((module) => ({ ...module })));

  it('never say oops, please, successfully, at risk, score or secure your Mac', () => {
    const banned = /\b(oops|please|success(fully)?|at risk|score|secure your mac)\b/i;
    expect(all.filter((text) => banned.test(text))).toEqual([]);
  });

  it('end in an ellipsis, not in three dots', () => {
    expect(all.filter((text) => /[a-z]\.\.\./i.test(text))).toEqual([]);
  });
});
