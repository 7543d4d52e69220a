// The checks of the supply chain, each on a lock file with one thing wrong, and on answers of the registry.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { licenceDefects, lockDefects, readAudit, readElectronTags } from '../../scripts/supply-chain.mjs';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

interface Entry {
  version?: string;
  integrity?: string;
  resolved?: string;
  license?: string;
  dev?: boolean;
  link?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
const realLock = read('package-lock.json') as { lockfileVersion: number; packages: Record<string, Entry> };
const realAbout = read('package.json') as Record<string, unknown>;

const HASH = `sha512-${'A'.repeat(86)}==`;
/** A lock file of two packages, the second one changed. */
function lockWith(changed: Entry): { lockfileVersion: number; packages: Record<string, Entry> } {
  return {
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { one: '1.0.0', two: '2.0.0' } },
      'node_modules/one': { version: '1.0.0', integrity: HASH, license: 'MIT' },
      'node_modules/two': { version: '2.0.0', integrity: HASH, license: 'ISC', ...changed },
    },
  };
}
const about = { dependencies: { one: '1.0.0', two: '2.0.0' } };

describe('the lock file', () => {
  it('of this project is in order', () => {
    expect(lockDefects(realLock, realAbout)).toEqual([]);
  });

  it.each([
    [{ integrity: '' }, 'node_modules/two has no SHA-512'],
    [{ integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 'node_modules/two has no SHA-512'],
    [{ link: true }, 'node_modules/two is a link to a folder'],
    [
      { resolved: 'git+ssh://git@github.com/x/two.git#1' },
      'node_modules/two comes from git+ssh://git@github.com/x/two.git#1',
    ],
    [
      { resolved: 'https://registry.npmjs.org.evil/two.tgz' },
      'node_modules/two comes from https://registry.npmjs.org.evil/two.tgz',
    ],
    [{ hasInstallScript: true }, 'node_modules/two brings an install script'],
  ])('with %j is refused', (changed, defect) => {
    expect(lockDefects(lockWith({}), about)).toEqual([]);
    expect(lockDefects(lockWith(changed), about)).toEqual([defect]);
  });

  it('with the registry named is in order', () => {
    expect(lockDefects(lockWith({ resolved: 'https://registry.npmjs.org/two/-/two-2.0.0.tgz' }), about)).toEqual([]);
  });

  it('is refused where package.json wants something else, or anything but one version', () => {
    expect(lockDefects(lockWith({}), { dependencies: { one: '1.0.0', two: '2.0.1' } })).toEqual([
      'two differs between package.json and the lock file',
    ]);
    for (const loose of ['^2.0.0', '2', 'latest', '*', 'github:x/two', 'file:../two']) {
      expect(lockDefects(lockWith({}), { dependencies: { one: '1.0.0', two: loose } })).toContain(
        `two is wanted as ${loose}, not exactly`,
      );
    }
  });
});

describe('licences', () => {
  it('of everything that ships are on the list', () => {
    expect(licenceDefects(realLock)).toEqual([]);
  });

  it.each([['GPL-3.0-only'], ['(GPL-2.0 OR AGPL-3.0)'], ['SEE LICENSE IN x'], ['UNLICENSED'], ['MIT AND GPL-2.0']])(
    '%s is refused',
    (license) => {
      expect(licenceDefects(lockWith({ license }))).toEqual([`two@2.0.0 is under ${license}`]);
    },
  );

  it('no licence is refused, one of two that may be chosen is enough, and tools may have theirs', () => {
    const { license, ...without } = lockWith({}).packages['node_modules/two'] ?? {};
    const lock = { lockfileVersion: 3, packages: { 'node_modules/two': without } };
    expect(license).toBe('ISC');
    expect(licenceDefects(lock)).toEqual(['two@2.0.0 is under no licence that it names']);
    expect(licenceDefects(lockWith({ license: '(GPL-2.0 OR MIT)' }))).toEqual([]);
    expect(licenceDefects(lockWith({ license: 'GPL-2.0', dev: true }))).toEqual([]);
  });

  it('of Electron count, although it is a development dependency', () => {
    const packages = { 'node_modules/electron': { version: '45.4.1', license: 'GPL-2.0', dev: true } };
    expect(licenceDefects({ lockfileVersion: 3, packages })).toEqual(['electron@45.4.1 is under GPL-2.0']);
  });
});

describe('advisories', () => {
  const report = (vulnerabilities: object, total = 3): string =>
    JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { dependencies: { total } } });
  const advisory = (place: string): object => ({
    name: place.replace('node_modules/', ''),
    severity: 'high',
    via: [{ title: 'it leaks' }],
    nodes: [place],
  });

  it('an answer without any is an answer', () => {
    expect(readAudit(report({}), lockWith({}))).toEqual({ kind: 'answered', shipped: [], tools: [] });
  });

  it('are told apart: against what ships, against Electron, against tools', () => {
    const lock = lockWith({ dev: true });
    lock.packages['node_modules/electron'] = { version: '45.4.1', dev: true };
    const found = {
      one: advisory('node_modules/one'),
      two: advisory('node_modules/two'),
      electron: advisory('node_modules/electron'),
    };
    expect(readAudit(report(found), lock)).toEqual({
      kind: 'answered',
      shipped: ['one (high): it leaks', 'electron (high): it leaks'],
      tools: ['two (high): it leaks'],
    });
  });

  it.each([
    ['', 'npm audit printed no report'],
    ['<html>', 'npm audit printed no report'],
    ['{"message":"405 Method Not Allowed","error":{"summary":""}}', '405 Method Not Allowed'],
    ['{"error":{"code":"ENOLOCK","summary":"no lock file"}}', 'no lock file'],
    ['{}', 'the report holds no answer'],
    ['{"vulnerabilities":null}', 'the report holds no answer'],
    // A report about nothing is not a report about us.
    [report({}, 0), 'the report holds no answer'],
  ])('%s is no answer', (output, reason) => {
    expect(readAudit(output, lockWith({}))).toEqual({ kind: 'unanswered', reason });
  });
});

describe('the version of Electron', () => {
  const tags = JSON.stringify({ latest: '45.4.1', '44-x-y': '44.9.0', '43-x-y': '43.8.2', '42-x-y': '42.9.9' });

  it.each([
    ['45.4.1', [], []],
    ['45.4.0', [], ['Electron 45.4.1 is out; 45.4.0 is pinned']],
    ['43.8.2', [], []],
    ['42.9.9', ['Electron 42.9.9 is no longer looked after: the newest is 45.4.1'], []],
  ])('%s', (ours, defects, notes) => {
    expect(readElectronTags(tags, ours)).toEqual({ kind: 'answered', defects, notes });
  });

  it.each([[''], ['{"error":{"code":"E404"}}'], ['{"latest":"next"}'], ['null']])('%s is no answer', (output) => {
    expect(readElectronTags(output, '45.4.1').kind).toBe('unanswered');
  });
});
