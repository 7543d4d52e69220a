// `npm run check:supply`: where everything comes from, under which licence, and what is known against it.
//
//   lock file    every package has a hash and comes from the registry; every version is exact; no new install script
//   licences     of everything that is bundled into the app, and of Electron, against a list
//   advisories   against the same packages, asked of the registry; and whether this Electron is still looked after
//
// Advisories need an answer from outside. Without one nothing is known, and that is what is printed. It fails only with
// `--must-answer`, as the job of .github/workflows/ci.yml has it: offline work must go on, a release must not.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './build.mjs';
import { describeEntry, readLock, readPackage, shippedPackages } from './lock-file.mjs';

const REGISTRY = 'https://registry.npmjs.org/';

/** Licences that ask for no more than their notice. Others are a decision: a person adds them here, with the reason. */
const LICENCES = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'CC0-1.0',
  'BlueOak-1.0.0',
];

/**
 * Packages that bring a script to be run at installation. `.npmrc` and CI run none of them; a new one is still a thing
 * to look at.
 */
const INSTALL_SCRIPTS = ['electron-winstaller', 'es5-ext', 'esbuild'];

/** Electron looks after its three newest majors. */
const SUPPORTED_MAJORS = 3;
const ANSWER_MS = 15_000;

/**
 * What is wrong with the lock file.
 * @param {import('./lock-file.mjs').LockFile} lock
 * @param {Record<string, any>} about package.json
 * @returns {string[]}
 */
export function lockDefects(lock, about) {
  const defects = lock.lockfileVersion === 3 ? [] : [`the lock file has version ${lock.lockfileVersion}, not 3`];
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (place === '') continue;
    if (entry.link === true) defects.push(`${place} is a link to a folder`);
    else if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(entry.integrity ?? '')) defects.push(`${place} has no SHA-512`);
    // Entries may leave out where they come from: npm then asks the registry it is set to, and the hash decides.
    if (entry.resolved !== undefined && !entry.resolved.startsWith(REGISTRY)) {
      defects.push(`${place} comes from ${entry.resolved}`);
    }
    const { name } = describeEntry(place, entry);
    if (entry.hasInstallScript && !INSTALL_SCRIPTS.includes(name)) defects.push(`${place} brings an install script`);
  }
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(about[kind] ?? {})) {
      if (!/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+$/.test(version))
        defects.push(`${name} is wanted as ${version}, not exactly`);
      if (lock.packages['']?.[kind]?.[name] !== version)
        defects.push(`${name} differs between package.json and the lock file`);
    }
  }
  return defects;
}

/** Whether one of the licences that may be chosen is on the list: "(MIT OR CC0-1.0)" offers two. */
function isAllowed(licence) {
  const choices = (licence ?? '').replaceAll(/^\(|\)$/g, '').split(' OR ');
  return choices.some((choice) => LICENCES.includes(choice));
}

/** What is shipped: the packages in the bundles, and Electron, which is a development dependency only by name. */
function allShipped(lock) {
  const electron = lock.packages['node_modules/electron'];
  return [...shippedPackages(lock), ...(electron ? [describeEntry('node_modules/electron', electron)] : [])];
}

/**
 * @param {import('./lock-file.mjs').LockFile} lock
 * @returns {string[]}
 */
export function licenceDefects(lock) {
  return allShipped(lock)
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ name, version, licence }) => `${name}@${version} is under ${licence ?? 'no licence that it names'}`);
}

/**
 * What `npm audit --json` said, sorted: what concerns the app, what concerns only the tools it is made with, or why
 * there is no answer.
 * @param {string} output
 * @param {import('./lock-file.mjs').LockFile} lock
 * @returns {{ kind: 'answered', shipped: string[], tools: string[] } | { kind: 'unanswered', reason: string }}
 */
export function readAudit(output, lock) {
  let report;
  try {
    report = JSON.parse(output);
  } catch {
    return { kind: 'unanswered', reason: 'npm audit printed no report' };
  }
  const asked = report.metadata?.dependencies?.total;
  if (typeof report.vulnerabilities !== 'object' || report.vulnerabilities === null || !(asked > 0)) {
    return {
      kind: 'unanswered',
      reason: String(report.message ?? report.error?.summary ?? 'the report holds no answer'),
    };
  }
  const places = new Set(allShipped(lock).map(({ place }) => place));
  const lines = Object.values(report.vulnerabilities).map((one) => ({
    isShipped: (one.nodes ?? []).some((place) => places.has(place)),
    text: `${one.name} (${one.severity}): ${(one.via ?? []).map((via) => via.title ?? via).join('; ')}`,
  }));
  return {
    kind: 'answered',
    shipped: lines.filter(({ isShipped }) => isShipped).map(({ text }) => text),
    tools: lines.filter(({ isShipped }) => !isShipped).map(({ text }) => text),
  };
}

/**
 * Whether this version of Electron is looked after, from the tags of its package.
 * @param {string} output of `npm view electron dist-tags --json`
 * @param {string} ours
 * @returns {{ kind: 'answered', defects: string[], notes: string[] } | { kind: 'unanswered', reason: string }}
 */
export function readElectronTags(output, ours) {
  let tags;
  try {
    tags = JSON.parse(output);
  } catch {
    return { kind: 'unanswered', reason: 'npm view printed no tags' };
  }
  const newest = Number(/^(\d+)\./.exec(tags?.latest)?.[1]);
  if (!Number.isInteger(newest)) return { kind: 'unanswered', reason: 'the registry names no newest Electron' };
  const major = Number(ours.split('.')[0]);
  const sameLine = newest === major ? tags.latest : tags[`${major}-x-y`];
  return {
    kind: 'answered',
    defects:
      major > newest - SUPPORTED_MAJORS
        ? []
        : [`Electron ${ours} is no longer looked after: the newest is ${tags.latest}`],
    notes: sameLine !== undefined && sameLine !== ours ? [`Electron ${sameLine} is out; ${ours} is pinned`] : [],
  };
}

/** What an npm command printed; an empty text where it did not end in time. */
async function npm(...args) {
  // A cache of its own, empty: without the network npm would give yesterday's answer as if it were one.
  const cache = mkdtempSync(join(tmpdir(), 'batten-npm-'));
  const asked = ['--fetch-retries=0', `--fetch-timeout=${ANSWER_MS}`, `--cache=${cache}`];
  const child = spawn('npm', [...args, ...asked], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const stop = setTimeout(() => child.kill(), ANSWER_MS * 2);
  await new Promise((done) => {
    child.on('error', done);
    child.on('close', done);
  });
  clearTimeout(stop);
  rmSync(cache, { recursive: true, force: true });
  return output;
}

async function check(mustAnswer) {
  const lock = readLock();
  const about = readPackage();
  const [audit, tags] = await Promise.all([
    npm('audit', '--json', '--package-lock-only').then((output) => readAudit(output, lock)),
    npm('view', 'electron', 'dist-tags', '--json').then((output) =>
      readElectronTags(output, about.devDependencies.electron),
    ),
  ]);

  let failed = false;
  const say = (topic, defects, fine) => {
    for (const defect of defects) console.error(`${topic}: ${defect}`);
    if (defects.length === 0) console.log(`${topic}: ${fine}`);
    failed ||= defects.length > 0;
  };
  const sayUnknown = (topic, reason) => {
    console.error(`${topic}: NOT KNOWN. The registry gave no answer (${reason}). This is not a pass.`);
    failed ||= mustAnswer;
  };
  say('lock file', lockDefects(lock, about), `${Object.keys(lock.packages).length - 1} packages, each with its hash`);
  say('licences', licenceDefects(lock), `${allShipped(lock).length} shipped packages, each under a listed one`);
  if (audit.kind === 'unanswered') sayUnknown('advisories', audit.reason);
  else {
    for (const tool of audit.tools) console.log(`advisories, of tools that are not shipped: ${tool}`);
    say('advisories', audit.shipped, 'none is known against what is shipped');
  }
  if (tags.kind === 'unanswered') sayUnknown('Electron', tags.reason);
  else {
    for (const note of tags.notes) console.log(`Electron: ${note}`);
    say('Electron', tags.defects, `${about.devDependencies.electron} is looked after`);
  }
  process.exitCode = failed ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await check(process.argv.includes('--must-answer'));
}
