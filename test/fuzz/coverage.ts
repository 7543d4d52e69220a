import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { anyInput, chanceOf, type FuzzInput, type Material, mutated, seedOf } from './input';
import { type Finding, findingIn, smaller } from './run-target';
import type { Target } from './target';

/** Parts of the bundle that are Batten's own. */
interface Region {
  readonly start: number;
  readonly end: number;
}

interface Ranges {
  readonly functionName: string;
  readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
}

/** Counts which blocks of Batten's own code have run, by V8's precise coverage. */
export class BlockCoverage {
  private readonly session = new Session();
  private readonly file: string;
  private readonly own: readonly Region[];
  /** What has run so far of each function, by where it begins. */
  private readonly seen = new Map<number, Uint8Array>();

  /** `file` is the bundle that this very code runs in: esbuild marks in it where each source begins. */
  constructor(file: string) {
    this.file = file;
    const text = readFileSync(file, 'utf8');
    const marks = [...text.matchAll(/^\/\/ (\S+\.[cm]?[jt]sx?)$/gm)];
    this.own = marks.flatMap((mark, index) =>
      mark[1]?.startsWith('src/') === true ? [{ start: mark.index, end: marks[index + 1]?.index ?? text.length }] : [],
    );
    this.session.connect();
    this.post('Profiler.enable');
    this.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Whether anything has run since the last question that had not run before; remembers it. */
  hasGrown(): boolean {
    let grown = false;
    for (const { ranges } of this.take()) {
      const [whole] = ranges;
      if (whole === undefined || whole.count === 0 || !this.isOwn(whole.startOffset)) continue;
      const { startOffset: start, endOffset: end } = whole;
      const now = new Uint8Array(end - start);
      for (const { startOffset, endOffset, count } of ranges) {
        now.fill(count > 0 ? 1 : 0, startOffset - start, endOffset - start);
      }
      const before = this.seen.get(start);
      if (before === undefined) {
        this.seen.set(start, now);
        grown = true;
        continue;
      }
      for (let at = 0; at < now.length; at += 1) {
        if (now[at] === 1 && before[at] === 0) {
          before[at] = 1;
          grown = true;
        }
      }
    }
    return grown;
  }

  /** How many characters of Batten's own functions have run. */
  size(): number {
    let sum = 0;
    for (const bytes of this.seen.values()) for (const byte of bytes) sum += byte;
    return sum;
  }

  end(): void {
    this.post('Profiler.stopPreciseCoverage');
    this.session.disconnect();
  }

  private isOwn(offset: number): boolean {
    return this.own.some(({ start, end }) => offset >= start && offset < end);
  }

  private take(): readonly Ranges[] {
    const found: Ranges[] = [];
    this.session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw error;
      for (const { url, functions } of answer.result) if (url.endsWith(this.file)) found.push(...functions);
    });
    return found;
  }

  private post(method: string, parameters: object = {}): void {
    this.session.post(method, parameters, (error) => {
      if (error !== null) throw error;
    });
  }
}

/** Asking for coverage costs as much as many inputs, so it is asked after so many of them. */
const BATCH = 16;

export interface GuidedRun {
  readonly inputs: number;
  /** Inputs that reached something new. */
  readonly kept: number;
  readonly finding?: Finding;
}

/** Mutates what reached new blocks, and keeps what reaches more, for so many milliseconds. */
export function guided(
  target: Target,
  material: Material,
  milliseconds: number,
  seed: number,
  coverage: BlockCoverage,
): GuidedRun {
  const chance = chanceOf(seedOf(target.name, seed ^ 0x5bd1e995));
  const deadline = performance.now() + milliseconds;
  const corpus: FuzzInput[] = [...material.seeds];
  let inputs = 0;
  let kept = 0;
  const first = findingIn(target, corpus);
  if (first !== undefined) return { inputs: corpus.length, kept, finding: smaller(target, first) };
  coverage.hasGrown();
  while (performance.now() < deadline) {
    const batch = Array.from({ length: BATCH }, () => {
      // The newest are the deepest.
      const late = corpus.slice(-20);
      const from = chance.below(2) === 0 ? chance.pick(late) : chance.pick(corpus);
      if (from === undefined || chance.below(5) === 0) return anyInput(chance, material);
      return mutated(from, chance, { seeds: corpus, tokens: material.tokens });
    });
    inputs += batch.length;
    const finding = findingIn(target, batch);
    if (finding !== undefined) return { inputs, kept, finding: smaller(target, finding) };
    if (!coverage.hasGrown()) continue;
    // Which of them it was is not known any more; all are kept, since the next ones sort it out.
    corpus.push(...batch);
    kept += batch.length;
    if (corpus.length > 3_000) corpus.splice(material.seeds.length, 1_000);
  }
  return { inputs, kept };
}
