// Bundles the program: `npm run build` (what ships, into out/) and `npm run build -- --simulated` (the same faces
// composed with a simulated Mac, into out-simulated/). The two folders never mix: only out/ is ever packaged.
//
// A target whose sources, lock file and build script are unchanged is skipped, so every other script may simply call
// these functions first. Outputs are moved into place by rename, so two builds at once cannot leave half a file.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A problem the reader can act on; printed as one sentence, never as a stack trace. */
export class BuildError extends Error {}

// ---------------------------------------------------------------------------------------------------------------
// Is a target up to date?

const stampFile = (root, target) => join(root, 'node_modules', '.cache', 'batten-build', `${target}.json`);

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

/** Names, sizes and times rather than contents: a thousand files cost a few milliseconds, and a removed file is seen. */
function fingerprint(root, folders) {
  const hash = createHash('sha256');
  const own = fileURLToPath(import.meta.url);
  const inputs = [join(root, 'package.json'), join(root, 'package-lock.json'), own];
  for (const folder of folders) if (existsSync(join(root, folder))) inputs.push(...filesBelow(join(root, folder)));
  for (const path of inputs.filter((path) => existsSync(path)).sort()) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function isUpToDate(root, target, print) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile(root, target), 'utf8'));
    return stamp.fingerprint === print && stamp.outputs.every((output) => existsSync(join(root, output)));
  } catch {
    return false; // no stamp, or one we cannot read: build
  }
}

function writeStamp(root, target, print, outputs) {
  const path = stampFile(root, target);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, JSON.stringify({ fingerprint: print, outputs }));
  renameSync(`${path}.${process.pid}`, path);
}

/** Runs `make` unless the target is fresh. `make` returns the outputs it wrote. */
async function target(name, folders, { root = projectRoot, force = false, log = toStderr } = {}, make) {
  const print = fingerprint(root, folders);
  if (!force && isUpToDate(root, name, print)) return;
  const started = performance.now();
  const outputs = await make(root, log);
  // An entry that is missing today must be looked for again tomorrow: a partial build leaves no stamp.
  if (outputs.missing.length === 0) writeStamp(root, name, print, outputs.written);
  if (outputs.written.length > 0) log(`built ${name} in ${Math.round(performance.now() - started)} ms`);
}

const toStderr = (line) => process.stderr.write(`${line}\n`);

// ---------------------------------------------------------------------------------------------------------------
// esbuild: everything that runs in Node or in Electron's main and preload processes

// esbuild leaves `import.meta` empty in CommonJS output; these give it the values it has in the source.
const importMeta = {
  define: {
    'import.meta.url': 'importMetaUrl',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};

async function loadEsbuild() {
  try {
    return await import('esbuild');
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND')
      throw new BuildError('The packages are not installed: run `npm ci` first.');
    throw error;
  }
}

/** entries: { 'src/main/index.ts': 'out/main/index.cjs' }. Entries that do not exist are named and left out. */
async function bundle(root, log, entries) {
  const missing = Object.keys(entries).filter((entry) => !existsSync(join(root, entry)));
  for (const entry of missing) log(`left out ${entries[entry]}: there is no ${entry}`);
  const present = Object.entries(entries).filter(([entry]) => !missing.includes(entry));
  if (present.length === 0) return { written: [], missing };

  const esbuild = await loadEsbuild();
  const bundleOne = async ([entry, output]) => {
    const isPreload = entry.startsWith('src/preload/'); // sandboxed: no `__filename`, hardly any `require`
    const result = await esbuild.build({
      ...common(root),
      entryPoints: [entry],
      outfile: output,
      format: 'cjs',
      define: { ...common(root).define, ...(isPreload ? {} : importMeta.define) },
      banner: isPreload ? {} : importMeta.banner,
    });
    put(root, output, result.outputFiles[0].contents);
    return output;
  };
  return withEsbuild(esbuild, async () => ({ written: await Promise.all(present.map(bundleOne)), missing }));
}

const common = (root) => ({
  absWorkingDir: root,
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  external: ['electron', `./${YAML_PART}`],
  logLevel: 'silent',
  tsconfigRaw: { compilerOptions: { jsx: 'react-jsx', target: 'es2023' } },
  define: { 'process.env.NODE_ENV': '"production"' },
});

function put(root, output, contents) {
  const path = join(root, output);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, contents);
  renameSync(`${path}.${process.pid}`, path);
}

async function withEsbuild(esbuild, make) {
  try {
    return await make();
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    const lines = await esbuild.formatMessages(error.errors, { kind: 'error', color: process.stderr.isTTY === true });
    throw new BuildError(`The build failed.\n${lines.join('').trimEnd()}`);
  } finally {
    await esbuild.stop(); // ends esbuild's helper process, so that a caller that goes on running does not keep it
  }
}

const YAML_PART = 'part-yaml.cjs';

/**
 * Loads a CommonJS library at the first use of anything in it, from a file of its own: most answers need none of it, and a
 * third of the command line is the reader of YAML.
 *
 * What is imported from it are functions, classes and objects, never plain values, so that a proxy can stand for each.
 */
const whenNeeded = (library, part) => ({
  name: `when-needed-${library}`,
  setup({ onLoad, onResolve }) {
    onResolve({ filter: new RegExp(`^${library}$`) }, () => ({ path: library, namespace: 'when-needed' }));
    onLoad({ filter: /.*/, namespace: 'when-needed' }, () => {
      const exported = createRequire(import.meta.url)(library);
      const lines = Object.entries(exported).map(([name, value]) => {
        if (typeof value !== 'function' && typeof value !== 'object')
          throw new BuildError(`${library} exports ${name}`);
        return `export const ${name} = /* @__PURE__ */ later(${JSON.stringify(name)});`;
      });
      const contents = `
        let loaded;
        const library = () => (loaded ??= require('./${part}'));
        const later = (name) => new Proxy(function () {}, {
          apply: (_, self, words) => Reflect.apply(library()[name], self, words),
          construct: (_, words) => Reflect.construct(library()[name], words),
          get: (_, key) => library()[name][key],
        });
        ${lines.join('\n')}`;
      return { contents, loader: 'js' };
    });
  },
});

/**
 * Bundles one entry into a folder of its own, in parts: what the entry imports with `import()` is a file that is loaded
 * when it is needed.
 *
 * esbuild divides ES modules only, and Electron loads CommonJS from an archive with less ado, so each part is turned into
 * CommonJS afterwards. The parts are named by their contents: the same sources give the same files.
 */
async function bundleInParts(root, log, entry, output) {
  if (!existsSync(join(root, entry))) {
    log(`left out ${output}: there is no ${entry}`);
    return { written: [], missing: [entry] };
  }
  const folder = dirname(output);
  const esbuild = await loadEsbuild();
  return withEsbuild(esbuild, async () => {
    const { outputFiles } = await esbuild.build({
      ...common(root),
      entryPoints: { [basename(output, '.cjs')]: entry },
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      chunkNames: 'part-[hash]',
      format: 'esm',
      splitting: true,
      plugins: [whenNeeded('yaml', YAML_PART)],
    });
    const yaml = await esbuild.build({
      ...common(root),
      stdin: { contents: "module.exports = require('yaml');", resolveDir: root },
      outfile: join(folder, YAML_PART),
      format: 'cjs',
    });
    const parts = await Promise.all(
      [...outputFiles, ...yaml.outputFiles].map(async ({ path, text }) => {
        const { code } = await esbuild.transform(text, {
          format: 'cjs',
          platform: 'node',
          target: 'node20',
          define: importMeta.define,
          // `import()` of a CommonJS file would go through the loader of ES modules.
          supported: { 'dynamic-import': false },
          banner: text.includes('import.meta') ? importMeta.banner.js : '',
        });
        return { path: join(folder, basename(path)), code };
      }),
    );
    // The entry last: until then whoever starts the program finds the old entry and its parts.
    for (const { path, code } of parts.toSorted((a, b) => Number(a.path === output) - Number(b.path === output))) {
      put(root, path, code);
    }
    const written = parts.map(({ path }) => path);
    for (const name of readdirSync(join(root, folder))) {
      if (/^part-\w+\.cjs$/.test(name) && !written.includes(join(folder, name))) rmSync(join(root, folder, name));
    }
    return { written, missing: [] };
  });
}

// ---------------------------------------------------------------------------------------------------------------
// Vite: the renderer

async function bundleRenderer(root, log) {
  if (!existsSync(join(root, 'src/renderer/index.html'))) {
    log('left out out/renderer: there is no src/renderer/index.html');
    return { written: [], missing: ['src/renderer/index.html'] };
  }
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  // Vite sets this for the whole process and leaves it; tests started afterwards would run React as in production.
  const { NODE_ENV } = process.env;
  const fresh = join(root, `out/.renderer-${process.pid}`);
  try {
    await build({
      root: join(root, 'src/renderer'),
      configFile: false,
      base: './',
      logLevel: 'error',
      plugins: [react()],
      build: {
        outDir: fresh,
        emptyOutDir: true,
        target: 'chrome130',
        // The page's content security policy allows scripts and styles from files only, nothing inline.
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
        reportCompressedSize: false,
      },
    });
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw new BuildError(`The renderer could not be built.\n${error.message}`);
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
  replaceFolder(fresh, join(root, 'out/renderer'));
  return { written: ['out/renderer/index.html'], missing: [] };
}

function replaceFolder(fresh, place) {
  const old = `${place}.old-${process.pid}`;
  if (existsSync(place)) renameSync(place, old);
  renameSync(fresh, place);
  rmSync(old, { recursive: true, force: true });
}

// ---------------------------------------------------------------------------------------------------------------
// The targets

/** out/cli/main.cjs and the parts it loads: the command line. */
export const buildCli = (options) =>
  target('cli', ['src'], options, (root, log) => bundleInParts(root, log, 'src/cli/main.ts', 'out/cli/main.cjs'));

const buildMain = (options) =>
  target('main', ['src'], options, (root, log) =>
    bundle(root, log, { 'src/main/index.ts': 'out/main/index.cjs', 'src/preload/index.ts': 'out/preload/index.cjs' }),
  );

const buildRenderer = (options) => target('renderer', ['src'], options, bundleRenderer);

/** Everything that ships, into out/. */
export async function buildAll(options) {
  await buildCli(options);
  await buildMain(options);
  await buildRenderer(options);
}

/** The simulated app, its browser preview and every other test/entry/*.ts, into out-simulated/; out/ as well. */
export async function buildSimulated(options) {
  await buildAll(options);
  await target('simulated', ['src', 'test'], options, async (root, log) => {
    const folder = join(root, 'test/entry');
    const names = new Set(['main', 'preview']); // expected: named when missing
    if (existsSync(folder)) {
      for (const file of readdirSync(folder)) if (/^[a-z][a-z0-9-]*\.ts$/.test(file)) names.add(file.slice(0, -3));
    }
    const entries = Object.fromEntries(
      [...names].map((name) => [`test/entry/${name}.ts`, `out-simulated/${name}/index.cjs`]),
    );
    const made = await bundle(root, log, { ...entries, 'src/preload/index.ts': 'out-simulated/preload/index.cjs' });
    // A copy of the renderer at the same place relative to the main bundle, so that paths need no second case.
    if (existsSync(join(root, 'out/renderer'))) {
      const fresh = join(root, `out-simulated/.renderer-${process.pid}`);
      await cp(join(root, 'out/renderer'), fresh, { recursive: true });
      replaceFolder(fresh, join(root, 'out-simulated/renderer'));
      made.written.push('out-simulated/renderer/index.html');
    } else {
      made.missing.push('out/renderer');
    }
    return made;
  });
}

/** Prints a BuildError as what it is and ends; anything else is a defect in this script and may show its stack. */
export function failPlainly(error, exitCode = 1) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(exitCode);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const options = { force: process.argv.includes('--force') };
  const build = process.argv.includes('--simulated') ? buildSimulated : buildAll;
  await build(options).catch(failPlainly);
}
