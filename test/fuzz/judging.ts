import { type Command, commandKey, type CommandResult } from '../../src/core/command';
import { findingFrom } from '../../src/core/scan';
import type { MacFacts } from '../../src/core/mac';
import { DEFAULT_POLICY, type Policy } from '../../src/core/policy';
import type { AnyTask } from '../../src/core/task';
import { TASKS } from '../../src/tasks';
import { type MacState, withFirewall } from '../sim/mac-state';
import { type Condition, machine, type Release, RELEASE_NAMES } from '../sim/machines';
import { WANTED } from './genuine-wanted';
import { answer, anyInput, type Chance, type FuzzInput, type Material, mutated, resultOf, tokensOf } from './input';
import { askMac } from './material';

/** Everything is asked for, so that nothing is left out of judgement. */
const POLICY: Policy = { ...DEFAULT_POLICY, notWanted: [] };

const CONDITIONS: readonly Condition[] = ['fresh', 'stock', 'hardened', 'serving'];

/** A task on one Mac, with what the Mac truly answers. */
export interface Scene {
  readonly task: AnyTask;
  readonly release: Release;
  readonly condition: Condition;
  readonly mac: MacFacts;
  readonly state: MacState;
  readonly asked: readonly (readonly [key: string, command: Command])[];
  /** Keys that the verdict rests on: the first round, without what only adds notes. */
  readonly decisive: readonly string[];
  readonly answers: Readonly<Record<string, CommandResult>>;
  readonly verdict: string;
}

function factsOf(release: Release): MacFacts {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  const version = { kind: 'read', value: { version: release, build: '', major, minor } } as const;
  return { version, asRoot: false, home: '/Users/alex' };
}

function sceneOf(task: AnyTask, condition: Condition, release: Release): Scene | undefined {
  const mac = factsOf(release);
  if (task.applies(mac).kind === 'not-applicable') return undefined;
  const plain = machine(condition, release);
  const state =
    task.id === 'firewall-block-all' && condition === 'hardened' ? withFirewall(plain, { blockAll: true }) : plain;
  const first = Object.entries(task.probe(mac, POLICY));
  const { asked, answers } = roundsOf(task, mac, state, {});
  // Where the firewall is off, what it would block decides nothing; where ls is not understood, every file is read.
  const besides = ['managed', 'firewallBlockAll', 'tunnel places'];
  const decisive = first.map(([key]) => key).filter((key) => !besides.includes(key));
  const scene = { task, release, condition, mac, state, asked, decisive, answers };
  return { ...scene, verdict: verdictOn(scene, answers) };
}

/** Asks everything that a task asks, where some answers are given already: other answers lead to other questions. */
function roundsOf(
  task: AnyTask,
  mac: MacFacts,
  state: MacState,
  given: Readonly<Record<string, CommandResult>>,
): Pick<Scene, 'asked' | 'answers'> {
  const asked = new Map(Object.entries(task.probe(mac, POLICY)));
  const answers: Record<string, CommandResult> = {};
  for (let round = 0; round < 4; round += 1) {
    for (const [key, one] of asked) answers[key] ??= given[key] ?? askMac(state, one);
    if (task.further === undefined) break;
    for (const [key, one] of Object.entries(task.further(answers, mac))) {
      if (!asked.has(key)) asked.set(key, one);
    }
  }
  for (const [key, one] of asked) answers[key] ??= given[key] ?? askMac(state, one);
  return { asked: [...asked], answers };
}

/** What Batten says of a task when it is given these answers. */
export function verdictOn(
  { task, mac, asked }: Pick<Scene, 'task' | 'mac' | 'asked'>,
  answers: Readonly<Record<string, CommandResult>>,
): string {
  const evidence = asked.flatMap(([key, one]) => {
    const result = answers[key];
    return result === undefined ? [] : [{ key, command: one, line: '', result, tookMs: 0 }];
  });
  return findingFrom(task, evidence, mac, POLICY).kind;
}

let scenes: readonly Scene[] | undefined;

/** Every task on Macs of each condition and release. */
export function allScenes(): readonly Scene[] {
  scenes ??= TASKS.flatMap((task) =>
    RELEASE_NAMES.flatMap((release) => CONDITIONS.flatMap((condition) => sceneOf(task, condition, release) ?? [])),
  );
  return scenes;
}

/** What other Macs answer to the same program: building blocks that lead from one state to the other. */
const materials = new Map<string, Material>();

function materialFor(one: Command): Material {
  const key = commandKey(one);
  const known = materials.get(key);
  if (known !== undefined) return known;
  const seeds = new Map<string, FuzzInput>();
  for (const { asked, answers } of allScenes()) {
    for (const [name, other] of asked) {
      const result = answers[name];
      if (result?.kind !== 'exited' || commandKey(other) !== key) continue;
      seeds.set(
        `${result.exitCode}${result.stdout}${result.stderr}`,
        answer(result.stdout, result.stderr, result.exitCode),
      );
    }
  }
  const all = [...seeds.values()];
  const made = { seeds: all, tokens: tokensOf(all.map(({ stdout, stderr }) => `${stdout}\n${stderr}`)) };
  materials.set(key, made);
  return made;
}

/** A verdict that nothing genuine stands behind. */
export interface FalseGreen {
  readonly taskId: string;
  readonly condition: Condition;
  readonly release: Release;
  /** Which of its answers was exchanged for which. */
  readonly key: string;
  readonly input: FuzzInput;
  readonly problem: string;
}

/**
 * Exchanges one answer of a scene, and says what is wrong with the verdict then.
 *
 * Where the raw answers are not word for word those of a Mac as wanted (`WANTED`), nothing may be compliant. Exposure and
 * defence tools have no such list of words: there a Mac that is not as wanted stays so while the other sources, which
 * nobody touched, still show it; and text that no tool prints, in place of a source the verdict rests on, is never green.
 */
export function problemWith(scene: Scene, key: string, input: FuzzInput, isGarbage: boolean): string | undefined {
  const { answers, verdict } = after(scene, key, input);
  if (verdict !== 'compliant') return undefined;
  const wanted = WANTED[scene.task.id];
  if (wanted !== undefined) {
    return wanted(answers, scene.mac) ? undefined : `compliant, though its ${key} says nothing of the kind`;
  }
  if (isGarbage && scene.decisive.includes(key)) return `compliant with garbage for its ${key}`;
  if (scene.verdict === 'compliant') return undefined;
  return stillShown(scene, key) ? `compliant because its ${key} was damaged` : undefined;
}

function after(
  scene: Scene,
  key: string,
  input: FuzzInput,
): { readonly answers: Scene['answers']; readonly verdict: string } {
  const given = { ...scene.answers, [key]: resultOf(input) };
  const { task, mac, state, asked } = scene;
  const rounds = task.further === undefined ? { asked, answers: given } : roundsOf(task, mac, state, given);
  return { answers: rounds.answers, verdict: verdictOn({ ...scene, asked: rounds.asked }, rounds.answers) };
}

/** Whether a source that was not exchanged shows by itself that the Mac is not as wanted. */
function stillShown({ task, answers }: Scene, key: string): boolean {
  if (task.id !== 'service-bindings') return false;
  if (key.startsWith('lsof')) return true;
  if (!key.toLowerCase().startsWith('netstat') && !/^(?:tcp|udp)/i.test(key)) return false;
  const listed = Object.entries(answers).find(
    ([, result]) => result.kind === 'exited' && /^p\d+\nc/m.test(result.stdout),
  );
  return (
    listed !== undefined && listed[1].kind === 'exited' && /\nn\*:(?:3000|3100|8065|5432|6379)\n/.test(listed[1].stdout)
  );
}

/** One trial: a scene and another answer for one of its questions. */
export function trialOf(
  chance: Chance,
): { scene: Scene; key: string; input: FuzzInput; isGarbage: boolean } | undefined {
  const scene = chance.pick(allScenes());
  const [key, one] = (scene && chance.pick(scene.asked)) ?? [];
  if (scene === undefined || key === undefined || one === undefined) return undefined;
  const material = materialFor(one);
  if (chance.below(4) === 0) {
    const input = anyInput(chance, { seeds: [], tokens: GARBAGE_TOKENS });
    return { scene, key, input, isGarbage: true };
  }
  const genuine = scene.answers[key];
  if (genuine?.kind !== 'exited') return undefined;
  const input = mutated(answer(genuine.stdout, genuine.stderr, genuine.exitCode), chance, material);
  return { scene, key, input, isGarbage: false };
}

/** Words of the trade in no order that a tool would print them in. */
const GARBAGE_TOKENS = [
  'Firewall', 'firewall', 'is', 'enabled', 'disabled', 'ENABLED', '(State', '= 1)', 'stealth', 'mode', 'on', 'off', 'Off',
  'System', 'Integrity', 'Protection', 'status:', 'sealed', 'apfs', 'Yes', 'No', '0', '1', 'LISTEN', 'tcp4', '*.22', '*.*',
  'disabled services', '=>', '{', '}', '"com.openssh.sshd"', 'Could not find service', 'in domain for system', 'SMB guest',
  'access', 'nfsd', 'not running', 'attrib_off', 'controller_state', '"', ':', ',', '[', ']', 'Total number of apps', '\n',
]; // prettier-ignore

/** Tries one; a false green, or undefined. */
export function falseGreenIn(chance: Chance): { readonly taskId: string; readonly found?: FalseGreen } | undefined {
  const trial = trialOf(chance);
  if (trial === undefined) return undefined;
  const { scene, key, input, isGarbage } = trial;
  const { task, condition, release } = scene;
  const problem = problemWith(scene, key, input, isGarbage);
  if (problem === undefined) return { taskId: task.id };
  const shorter = smallestGreen(scene, key, input, isGarbage);
  return { taskId: task.id, found: { taskId: task.id, condition, release, key, input: shorter, problem } };
}

/** Undoes as much of the damage as the problem can do without. */
function smallestGreen(scene: Scene, key: string, input: FuzzInput, isGarbage: boolean): FuzzInput {
  let best = input;
  for (const part of ['stderr', 'stdout'] as const) {
    for (let size = Math.ceil(best[part].length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < best[part].length;) {
        const shorter = { ...best, [part]: best[part].slice(0, at) + best[part].slice(at + size) };
        if (problemWith(scene, key, shorter, isGarbage) !== undefined) best = shorter;
        else at += size;
      }
    }
  }
  return best;
}
