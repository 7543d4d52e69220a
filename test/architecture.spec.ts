// The layer rules are only worth something while they complain. Here every row of the table is broken once, in a
// temporary copy, and .dependency-cruiser.cjs has to object to exactly that file by exactly that rule.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

interface Cruised {
  modules: { source: string }[];
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

function cruise(folder: string, ...options: string[]): Cruised {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, 'src', '--output-type', 'json', ...options];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 256e6 }));
}

// What the planted files import, and entries so that everything else is in order.
const scenery: Record<string, string> = {
  'core/thing.ts': 'export const thing = 1;',
  'tasks/thing.ts': 'export const thing = 1;',
  'shared/thing.ts': 'export const thing = 1;',
  'platform/thing.ts': 'export const thing = 1;',
  'platform/guardian.ts': 'export const thing = 1;',
  'platform/keep-answers.ts': 'export const thing = 1;',
  'platform/elevator.ts': "import sudo from 'sudo-prompt'; export const elevate = sudo.exec;",
  'platform/uses-elevator.ts': "export { elevate } from './elevator';",
  'renderer/thing.ts': 'export const thing = 1;',
  'main/thing.ts': 'export const thing = 1;',
  'cli/thing.ts': 'export const thing = 1;',
};

/** [file, what it imports, the rule that must object]. */
const violations: [file: string, imported: string, rule: string][] = [
  ['main/fetch.ts', 'node:https', 'no-network'],
  ['platform/dial.ts', 'node:net', 'no-network'],
  ['cli/look-up.ts', 'node:dns/promises', 'no-network'],
  ['core/imports-node.ts', 'node:fs', 'layer-core'],
  ['core/imports-a-package.ts', 'zod', 'layer-core'],
  ['core/imports-electron.ts', 'electron', 'layer-core'],
  ['core/imports-platform.ts', '../platform/thing', 'layer-core'],
  ['core/imports-tasks.ts', '../tasks/thing', 'layer-core'],
  ['tasks/imports-node.ts', 'node:path', 'layer-tasks'],
  ['tasks/imports-zod.ts', 'zod', 'layer-tasks'],
  ['tasks/imports-platform.ts', '../platform/thing', 'layer-tasks'],
  ['shared/imports-node.ts', 'node:os', 'layer-shared'],
  ['shared/imports-electron.ts', 'electron', 'layer-shared'],
  ['shared/imports-tasks.ts', '../tasks/thing', 'layer-shared'],
  ['platform/imports-electron.ts', 'electron', 'layer-platform'],
  ['platform/imports-tasks.ts', '../tasks/thing', 'layer-platform'],
  ['preload/imports-core.ts', '../core/thing', 'layer-preload'],
  ['preload/imports-node.ts', 'node:fs', 'layer-preload'],
  ['renderer/imports-tasks.ts', '../tasks/thing', 'layer-renderer'],
  ['renderer/imports-platform.ts', '../platform/thing', 'layer-renderer'],
  ['renderer/imports-main.ts', '../main/thing', 'layer-renderer'],
  ['renderer/imports-electron.ts', 'electron', 'layer-renderer'],
  ['renderer/imports-node.ts', 'node:fs', 'layer-renderer'],
  ['main/imports-renderer.ts', '../renderer/thing', 'layer-main'],
  ['main/imports-cli.ts', '../cli/thing', 'layer-main'],
  ['main/imports-react-store.ts', 'zustand', 'main-has-no-react'],
  ['cli/imports-electron.ts', 'electron', 'layer-cli-and-mcp'],
  ['cli/imports-main.ts', '../main/thing', 'layer-cli-and-mcp'],
  ['mcp/imports-electron.ts', 'electron', 'layer-cli-and-mcp'],
  ['cli/imports-elevator.ts', '../platform/elevator', 'read-only-by-construction'],
  ['mcp/reaches-elevator.ts', '../platform/uses-elevator', 'read-only-by-construction'],
  ['cli/keeps-a-change.ts', '../platform/keep-answers', 'read-only-by-construction'],
  ['cli/starts-a-guard.ts', '../platform/guardian', 'read-only-by-construction'],
  ['core/imports-test.ts', '../../test/thing', 'layer-core'],
  ['main/imports-test.ts', '../../test/thing', 'layer-main'],
  ['main/starts-a-process.ts', 'node:child_process', 'processes-start-in-three-files'],
  ['platform/starts-a-process.ts', 'child_process', 'processes-start-in-three-files'],
  ['platform/cycle-one.ts', './cycle-two', 'no-cycles'],
  ['platform/imports-nothing-real.ts', './does-not-exist', 'everything-resolves'],
];

/** Allowed by the table: a rule that objects to everything would pass the test above. */
const innocent: [file: string, imported: string][] = [
  ['core/imports-core.ts', './thing'],
  ['tasks/imports-core.ts', '../core/thing'],
  ['shared/imports-zod.ts', 'zod'],
  ['platform/imports-node.ts', 'node:fs'],
  ['platform/started-program.ts', 'node:child_process'],
  ['platform/osascript-elevator.ts', 'node:child_process'],
  ['preload/imports-electron.ts', 'electron'],
  ['renderer/imports-react.tsx', 'react'],
  ['renderer/imports-react-dom.tsx', 'react-dom/client'],
  ['renderer/imports-zustand.ts', 'zustand'],
  ['main/imports-electron.ts', 'electron'],
  ['main/imports-log.ts', 'electron-log/main'],
  ['main/imports-vanilla-store.ts', 'zustand/vanilla'],
  ['main/imports-elevator.ts', '../platform/elevator'],
  ['main/imports-shared.ts', '../shared/thing'],
  ['cli/imports-platform.ts', '../platform/thing'],
  ['cli/imports-node.ts', 'node:fs'],
];

describe('the layer rules', () => {
  let folder = '';
  let result: Cruised;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'batten-layers-'));
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      copyFileSync(join(root, file), join(folder, file));
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const put = (file: string, text: string): void => {
      mkdirSync(dirname(join(folder, 'src', file)), { recursive: true });
      writeFileSync(join(folder, 'src', file), text);
    };
    put('../test/thing.ts', 'export const thing = 1;');
    put('platform/cycle-two.ts', "import './cycle-one';");
    put('core/unreachable.ts', 'export {};');
    for (const [file, text] of Object.entries(scenery)) put(file, text);
    const planted = [...violations, ...innocent];
    for (const [file, imported] of planted) put(file, `import '${imported}';`);
    // One entry per face, importing the planted files of its folder, so that only one file is unreachable.
    for (const [entry, folders] of [
      ['main/index.ts', ['main', 'core', 'tasks', 'shared', 'platform', 'preload', 'cli', 'mcp', 'renderer']],
      ['cli/main.ts', []],
    ] as const) {
      const reached = planted
        .map(([file]) => file)
        .filter((file) => folders.some((name) => file.startsWith(`${name}/`)));
      put(entry, reached.map((file) => `import '../${file.replace(/\.tsx?$/, '')}';`).join('\n'));
    }
    // The packages are behind a link here; without this they would seem to lie outside the project.
    result = cruise(folder, '--preserve-symlinks');
  }, 30_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const rulesAgainst = (file: string): string[] =>
    result.summary.violations.filter(({ from }) => from === `src/${file}`).map(({ rule }) => rule.name);

  // Proves P12, P13: No module that opens a connection can be imported, and nothing of the command line leads to an elevator, a guard or the answer to one.
  it.each(violations)('%s may not import %s (%s)', (file, _imported, rule) => {
    expect(rulesAgainst(file)).toContain(rule);
  });

  it.each(innocent)('%s may import %s', (file) => {
    expect(rulesAgainst(file)).toEqual([]);
  });

  it('a file that no entry reaches is named', () => {
    const unreachable = result.summary.violations.filter(({ rule }) => rule.name === 'reachable-from-an-entry');
    expect(unreachable.map(({ from }) => from)).toEqual(['src/core/unreachable.ts']);
  });
});

it('the real source is cruised, all of it', () => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => `src/${file}`);
  const cruised = new Set(cruise(root).modules.map(({ source }) => source));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !cruised.has(file))).toEqual([]);
}, 30_000);
