// Who may import whom: the layer table of ARCHITECTURE.md, as code. test/architecture.spec.ts plants a violation of
// every row and expects a complaint, so a rule that stops working is noticed.

// Pure, dependency-free libraries that the pure folders may use. Adding one is a decision, not a convenience.
const PURE_LIBRARIES = npm('ipaddr\\.js', 'yaml');
// Type declarations that the resolver may find in place of the package itself.
function npm(...names) {
  return `^node_modules/(@types/)?(${names.join('|')})/`;
}
const node = { dependencyTypesNot: ['core'] };

/** One row of the table: files in `folder` may import only what `may` lists. */
const row = (folder, may, { nodeAllowed = false, why }) => ({
  name: `layer-${folder.replaceAll('|', '-and-')}`,
  comment: why,
  severity: 'error',
  from: { path: `^src/(${folder})/` },
  to: { pathNot: [`^src/(${folder})/`, ...may], couldNotResolve: false, ...(nodeAllowed ? node : {}) },
});
const src = (...folders) => `^src/(${folders.join('|')})/`;
const ELEVATORS = '^src/platform/([^/]*elevator[^/]*|guardian|keep-answers)\\.ts$';
const ENTRIES = '^src/(main/index|preload/index|cli/main|mcp/main|renderer/main)\\.tsx?$';

module.exports = {
  forbidden: [
    row('core', [PURE_LIBRARIES], {
      why: 'core is pure: no Node, no Electron, no other folder, only the pure libraries listed here. What it needs from outside is a port (core/ports.ts).',
    }),
    row('tasks', [src('core'), PURE_LIBRARIES], {
      why: 'a task is data and pure functions over core; it never touches the machine itself.',
    }),
    row('shared', [src('core'), npm('zod')], {
      why: 'the contract is read by main, preload and renderer alike, so it may use core and zod only.',
    }),
    row('platform', [src('core'), npm('sudo-prompt', 'zod', 'yaml')], {
      nodeAllowed: true,
      why: 'platform touches the machine and knows neither Electron nor the catalogue.',
    }),
    row('preload', [src('shared'), npm('electron')], {
      why: 'the preload script runs sandboxed: the contract and Electron, nothing else.',
    }),
    row('renderer', [src('shared', 'core'), npm('react', 'react-dom', 'zustand', '@tanstack/react-virtual')], {
      why: 'the renderer draws a snapshot: tasks and their commands stay in main, the machine is out of reach.',
    }),
    row('main', [src('core', 'tasks', 'platform', 'shared'), npm('electron', 'electron-log', 'zustand', 'zod')], {
      nodeAllowed: true,
      why: 'main composes core, tasks and platform; the renderer is reached through the contract only.',
    }),
    // package.json: for its version number
    row('cli|mcp', [src('core', 'tasks', 'platform'), npm('zod', '@modelcontextprotocol/[^/]+'), '^package\\.json$'], {
      nodeAllowed: true,
      why: 'the command line and the MCP server use the same core; they know no Electron.',
    }),
    {
      name: 'main-has-no-react',
      comment: "main has no React: use 'zustand/vanilla' there.",
      severity: 'error',
      from: { path: '^src/main/' },
      to: { path: '^node_modules/(react|react-dom|zustand/(esm/)?(index|react)\\.)' },
    },
    {
      name: 'read-only-by-construction',
      comment:
        'cli and mcp must not be able to ask for a password or to keep a change: no path of imports may lead to an elevator, a guard or the answers to them.',
      severity: 'error',
      from: { path: '^src/(cli|mcp)/' },
      to: { path: `${ELEVATORS}|${npm('sudo-prompt', '@vscode/sudo-prompt')}`, reachable: true },
    },
    {
      name: 'processes-start-in-three-files',
      comment:
        'only what the command runner and the line stream start with, and the two elevators, may start a program; everything else hands them a Command.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/(started-program|elevator|osascript-elevator)\\.ts$' },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'no-network',
      comment: 'Batten works offline and sends nothing: no module that could open a connection is imported anywhere.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|dns|dns/promises|inspector)$' },
    },
    {
      name: 'no-cycles',
      comment: 'files that import each other cannot be understood one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'reachable-from-an-entry',
      comment: 'no entry point leads here: wire it up or delete it.',
      severity: 'error',
      from: { path: ENTRIES },
      to: { path: '^src/', pathNot: [ENTRIES, '\\.d\\.ts$'], reachable: false },
    },
    {
      name: 'everything-resolves',
      comment: 'an import that leads nowhere would also slip through every rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    // Imports of types count as well: knowing another layer's types is knowing the layer.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.css', '.d.ts'],
    },
  },
};
