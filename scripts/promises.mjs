// The list of promises in SECURITY.md, each with the tests that prove it. A test says so itself, right above its title:
//
//   // Proves P3: nothing is begun when the journal cannot be written.
//   it('nothing is begun when …', …)
//
//   npm run promises              writes the list into SECURITY.md
//   npm run check:promises        fails when the list is not what the tests say, or a promise has no test
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './build.mjs';

const SECURITY = join(projectRoot, 'SECURITY.md');
const MARK = /^\s*\/\/ Proves (?<promises>P\d+(?:, P\d+)*): (?<sentence>[A-Za-z].*\.)$/;
const LOOKS_LIKE_ONE = /\/\/\s*proves?\b/i;
const TEST = /^\s*(?:describe|it|test)(?:\.each\b.*|\.for\b.*)?\(/;
const LEFT_OUT = /\.(?:skip|todo|fails)\b/;

/** Every mark in the tests, or what is wrong with one. */
function marksIn(file) {
  const lines = readFileSync(join(projectRoot, file), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (!LOOKS_LIKE_ONE.test(line)) return [];
    const place = `${file}:${index + 1}`;
    const mark = MARK.exec(line);
    if (!mark) throw new Error(`${place}: say "// Proves P1: one sentence."`);
    // Several marks may stand above one test.
    const next = lines.slice(index + 1).find((one) => !MARK.test(one)) ?? '';
    if (!TEST.test(next)) throw new Error(`${place}: there is no test right below`);
    if (LEFT_OUT.test(next)) throw new Error(`${place}: the test below is left out, so it proves nothing`);
    const { promises, sentence } = mark.groups;
    return promises.split(', ').map((promise) => ({ promise, sentence, file }));
  });
}

function testFiles() {
  return readdirSync(join(projectRoot, 'test'), { recursive: true })
    .map((name) => `test/${String(name)}`)
    .filter((name) => /\.(?:spec|e2e)\.tsx?$/.test(name))
    .sort();
}

/** SECURITY.md with the lists of today: between `<!-- tests of P1 -->` and `<!-- end -->`. */
function withLists(text, marks) {
  const places = [...text.matchAll(/<!-- tests of (P\d+) -->\n[\s\S]*?<!-- end -->/g)];
  const known = places.map(([, promise]) => promise);
  const strangers = [...new Set(marks.map(({ promise }) => promise))].filter((promise) => !known.includes(promise));
  if (strangers.length > 0) throw new Error(`SECURITY.md has no promise ${strangers.join(', ')}`);
  return places.reduce((whole, [old, promise]) => {
    const own = marks.filter((mark) => mark.promise === promise);
    if (own.length === 0) throw new Error(`No test proves ${promise}`);
    const list = own.map(({ sentence, file }) => `- ${sentence} \`${file}\``);
    return whole.replace(old, () => `<!-- tests of ${promise} -->\n\n${list.join('\n')}\n\n<!-- end -->`);
  }, text);
}

function run() {
  const marks = testFiles().flatMap(marksIn);
  const before = readFileSync(SECURITY, 'utf8');
  const after = withLists(before, marks);
  if (!process.argv.includes('--check')) {
    if (before !== after) writeFileSync(SECURITY, after);
  } else if (before !== after) throw new Error('SECURITY.md is not what the tests say: npm run promises');
  process.stdout.write(`${new Set(marks.map(({ promise }) => promise)).size} promises, ${marks.length} proofs.\n`);
}

try {
  run();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
