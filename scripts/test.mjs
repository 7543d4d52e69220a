// `npm test`: the unit tests, then the end-to-end tests on a real Electron. What cannot run here is named, never passed
// over in silence; with CI=true it is an error. The last line is the sum of both.
//
//   npm test                      everything
//   npm test -- firewall          unit tests whose path contains "firewall"
//   npm run test:e2e              end-to-end tests only
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSimulated, failPlainly, projectRoot } from './build.mjs';
import { NoElectron, electronExecutable } from './electron.mjs';

const require = createRequire(import.meta.url);
const say = (line) => process.stderr.write(`${line}\n`);
const isCI = /^(1|true)$/i.test(process.env.CI ?? '');
const has = (program) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));

const onlyEndToEnd = process.argv.includes('--e2e');
const passedOn = process.argv.slice(2).filter((argument) => argument !== '--e2e');
const isWhole = !onlyEndToEnd && passedOn.length === 0;

const totals = { passed: 0, failed: 0, skipped: 0 };
const leftOut = [];
const reports = mkdtempSync(join(tmpdir(), 'batten-test-'));

function runNode(script, args, { wrapper = [], env = {} } = {}) {
  const [program, ...rest] = [...wrapper, process.execPath, script, ...args];
  return new Promise((done) => {
    const child = spawn(program, rest, { cwd: projectRoot, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', () => done(1));
    child.on('close', (code) => done(code ?? 1));
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // the runner did not get as far as writing one
  }
}

function count({ passed, failed, skipped }, exitCode) {
  totals.passed += passed;
  totals.skipped += skipped;
  // A runner that ends badly without naming a test (a file that does not load, a crash) has failed all the same.
  totals.failed += failed === 0 && exitCode !== 0 ? 1 : failed;
}

async function unitTests() {
  const file = join(reports, 'unit.json');
  const vitest = join(require.resolve('vitest/package.json'), '../vitest.mjs');
  const code = await runNode(vitest, [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...passedOn,
  ]);
  const report = readReport(file);
  const unloadable = (report?.testResults ?? []).filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  );
  count(
    {
      passed: report?.numPassedTests ?? 0,
      failed: (report?.numFailedTests ?? 0) + unloadable.length,
      skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    },
    code,
  );
}

/** Why the end-to-end ring cannot run here, or undefined. */
async function endToEndObstacle() {
  let electron;
  try {
    electron = await electronExecutable();
  } catch (error) {
    if (error instanceof NoElectron) return error.message;
    throw error;
  }
  if (process.platform !== 'linux') return undefined;
  const { stdout } = spawnSync('ldd', [electron], { encoding: 'utf8' });
  const libraries = [...(stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  if (libraries.length > 0) return `Electron needs ${libraries.join(', ')}.`;
  if (!process.env.DISPLAY && !has('xvfb-run')) return 'There is neither a display nor xvfb-run.';
  return undefined;
}

async function endToEndTests() {
  if (
    !existsSync(join(projectRoot, 'test/e2e')) ||
    !readdirSync(join(projectRoot, 'test/e2e'), { recursive: true }).some((name) => name.endsWith('.e2e.ts'))
  ) {
    say('There are no end-to-end tests yet.');
    return;
  }
  const obstacle = await endToEndObstacle();
  if (obstacle !== undefined) {
    leftOut.push(`the end-to-end tests (${obstacle})`);
    return;
  }
  const env = {};
  const hasBrowser = process.platform === 'darwin' || ['chromium', 'chromium-browser', 'google-chrome'].some(has);
  if (!hasBrowser) {
    env.BATTEN_WITHOUT_BROWSER = '1';
    leftOut.push('the browser preview tests (there is no chromium)');
  }
  const file = join(reports, 'e2e.json');
  const wrapper = process.platform === 'linux' && !process.env.DISPLAY ? ['xvfb-run', '--auto-servernum'] : [];
  const playwright = join(require.resolve('@playwright/test/package.json'), '../cli.js');
  const code = await runNode(playwright, ['test', '--reporter=list,json', ...(onlyEndToEnd ? passedOn : [])], {
    wrapper,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  });
  const report = readReport(file);
  count(
    {
      // A test that passed only when repeated has still shown that it can fail; retries are off, so this stays 0.
      passed: (report?.stats.expected ?? 0) + (report?.stats.flaky ?? 0),
      failed: (report?.stats.unexpected ?? 0) + (report?.errors?.length ?? 0),
      skipped: report?.stats.skipped ?? 0,
    },
    code,
  );
}

try {
  await buildSimulated({ log: say }).catch(failPlainly);
  if (!onlyEndToEnd) await unitTests();
  if (isWhole || onlyEndToEnd) await endToEndTests();
} finally {
  rmSync(reports, { recursive: true, force: true });
}

for (const part of leftOut) say(`Left out: ${part}.`);
if (leftOut.length > 0 && process.platform === 'linux') say('`npm run setup:linux` installs what they need.');
if (leftOut.length > 0 && isCI) say('With CI=true nothing may be left out.');
console.log(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`,
);
process.exitCode = totals.failed > 0 || (isCI && leftOut.length > 0) ? 1 : 0;
