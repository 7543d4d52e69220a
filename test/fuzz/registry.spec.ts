import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ARGUMENTS } from '../../src/main/ipc-arguments';
import { NOT_PARSERS } from './not-parsers';
import { callsWithoutShape } from './payloads';
import { TARGETS } from './targets';

const SOURCES = join(import.meta.dirname, '../../src');
const FOLDERS = ['core/parse', 'core/log', 'core/container', 'core/tunnel', 'core/defence', 'core/config'];
const FILES = [
  ...FOLDERS.flatMap((folder) => readdirSync(join(SOURCES, folder)).map((file) => `${folder}/${file}`)),
  'core/script-report.ts',
];

/** Every function and every configuration kind that these files export, as `FILE NAME`. */
const exported = FILES.flatMap((file) => {
  const text = readFileSync(join(SOURCES, file), 'utf8');
  const names = text.matchAll(/^export (?:(?:async )?function (\w+)|const (\w+) = configKind\()/gm);
  return [...names].map(([, name, kind]) => `${file.replace(/\.ts$/, '')} ${name ?? kind ?? ''}`);
});

const covered = new Set(TARGETS.flatMap(({ covers }) => covers));

describe('the list of parsers that are fuzzed', () => {
  it('holds every exported function of the folders of parsers, or says what it is instead', () => {
    expect(exported.length).toBeGreaterThan(100);
    expect(exported.filter((name) => !covered.has(name) && NOT_PARSERS[name] === undefined)).toEqual([]);
  });

  it('names nothing that is gone, and nothing twice', () => {
    const ours = [...covered].filter((name) => FILES.some((file) => name.startsWith(`${file.replace(/\.ts$/, '')} `)));
    expect([...ours, ...Object.keys(NOT_PARSERS)].filter((name) => !exported.includes(name))).toEqual([]);
    expect(Object.keys(NOT_PARSERS).filter((name) => covered.has(name))).toEqual([]);
    const names = TARGETS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('covers files outside of these folders by names that they export', () => {
    for (const name of covered) {
      const [file = '', one = ''] = name.split(' ');
      expect(readFileSync(join(SOURCES, `${file}.ts`), 'utf8'), name).toMatch(
        new RegExp(`^export (?:async )?(?:function|const) ${one}\\b`, 'm'),
      );
    }
  });

  it('knows how to make an argument for every call of the app that takes one', () => {
    expect(callsWithoutShape((name) => !ARGUMENTS[name].safeParse(undefined).success)).toEqual([]);
  });
});
