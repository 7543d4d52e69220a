// `npm run check:electron`: looks through the sources and the built bundles with the checks of electronegativity, and
// compares what it finds with docs/electronegativity.json, where every finding has been settled with a reason. A finding
// that is not in the list fails, and so does an entry that nothing matches any more.
//
// The tool is driven through its parser and its checks, not through its command line, which
//   - asks two servers at every start (translations, Electron's releases) and waits for them where there is no network;
//   - skips files named .cjs, so everything of ours that runs in the main process;
//   - reads JavaScript with a parser that stops at private class members. Its parser for TypeScript reads both.
// Left out is its one check that needs those servers, AvailableSecurityFixes: scripts/supply-chain.mjs asks instead.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll, failPlainly, projectRoot } from './build.mjs';

const require = createRequire(import.meta.url);
const ACCEPTED = 'docs/electronegativity.json';

/** How each kind of file is given to the tool; undefined: it holds nothing the tool looks for. */
const READ_AS = new Map([
  ['.ts', '.ts'],
  ['.tsx', '.tsx'],
  ['.cjs', '.ts'],
  ['.js', '.ts'],
  ['.html', '.html'],
  ['.json', '.json'],
  ['.css', undefined],
]);

/**
 * @typedef {{ check: string, file: string, line: number, code: string, severity: string, says: string }} Finding
 * @typedef {{ check: string, file: string, code?: string, reason: string }} Accepted `code`: the line, trimmed; left out
 *   for bundles, whose lines are the bundler's. One entry stands for one finding.
 */

function* filesBelow(path) {
  if (!statSync(path).isDirectory()) return yield path;
  for (const name of readdirSync(path).toSorted()) yield* filesBelow(join(path, name));
}

/** The tool's checks; it takes its texts from a global function. */
function loadTool() {
  const texts = require('@doyensec/electronegativity/dist/locales/en-US.json');
  globalThis.__ = (key) => texts[key] ?? key;
  const { Parser } = require('@doyensec/electronegativity/dist/parser');
  const { Finder, GlobalChecks } = require('@doyensec/electronegativity/dist/finder');
  return {
    parser: new Parser(false, true),
    finder: new Finder([], []),
    overall: new GlobalChecks([], ['availablesecurityfixesglobalcheck']),
  };
}

/**
 * Everything the tool finds in these files and folders. Throws where a file cannot be read as what it is.
 * @param {readonly string[]} places relative to `root`
 * @returns {Promise<Finding[]>}
 */
export async function findings(places, root = projectRoot) {
  const { parser, finder, overall } = loadTool();
  const { devDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const raw = [];
  for (const path of places.flatMap((place) => [...filesBelow(join(root, place))])) {
    const kind = extname(path);
    const file = relative(root, path).split(sep).join('/');
    if (!READ_AS.has(kind)) throw new Error(`${file}: no way is known to look through ${kind} files.`);
    const readAs = READ_AS.get(kind);
    if (readAs === undefined) continue;
    const [type, tree, content] = parser.parse(`${file.slice(0, -kind.length)}${readAs}`, readFileSync(path));
    raw.push(...(await finder.find(file, tree, type, content, null, devDependencies.electron)));
  }
  const all = await overall.getResults(raw, true);
  return all.map(({ id, file, location, sample, severity, description }) => ({
    check: id,
    file,
    line: location.line,
    code: (sample ?? '').trim(),
    severity: severity.name,
    says: description.replaceAll(/\s+/g, ' '),
  }));
}

/**
 * What is in one list and not in the other, each entry standing for one finding.
 * @param {readonly Finding[]} found
 * @param {readonly Accepted[]} accepted
 * @returns {{ unsettled: Finding[], stale: Accepted[] }}
 */
export function compare(found, accepted) {
  const stale = [...accepted];
  const unsettled = found.filter((finding) => {
    const at = stale.findIndex(
      ({ check, file, code }) =>
        check === finding.check && file === finding.file && (code === undefined || code === finding.code),
    );
    if (at >= 0) stale.splice(at, 1);
    return at < 0;
  });
  return { unsettled, stale };
}

/** @returns {Accepted[]} */
export function acceptedFindings() {
  return JSON.parse(readFileSync(join(projectRoot, ACCEPTED), 'utf8')).accepted;
}

/** What is looked through: what we wrote, what is built of it and of others, and what names the version of Electron. */
export const PLACES = ['src', 'out/main', 'out/preload', 'out/cli', 'out/renderer', 'package.json'];

async function check() {
  await buildAll();
  const accepted = acceptedFindings();
  const found = await findings(PLACES);
  const { unsettled, stale } = compare(found, accepted);
  for (const { check: id, file, line, code, severity, says } of unsettled) {
    console.error(`${file}:${line} ${id} (${severity.toLowerCase()})\n  ${code.slice(0, 160)}\n  ${says}\n`);
  }
  for (const { check: id, file, code } of stale) {
    console.error(`${ACCEPTED}: nothing is found any more for ${id} in ${file}${code ? ` (${code})` : ''}\n`);
  }
  const unreasoned = accepted.filter(({ reason }) => !reason || reason.length < 20);
  for (const { check: id, file } of unreasoned) console.error(`${ACCEPTED}: no reason for ${id} in ${file}\n`);
  const wrong = unsettled.length + stale.length + unreasoned.length;
  if (wrong > 0) {
    console.error(`electronegativity: ${wrong} to settle. Change the code, or give the reason in ${ACCEPTED}.`);
    process.exitCode = 1;
    return;
  }
  console.log(`electronegativity: ${found.length} findings, each settled in ${ACCEPTED}.`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await check().catch(failPlainly);
