import { afterEach, describe, expect, it } from 'vitest';
import { type CarriedOut, carryOut } from '../../src/core/carry-out';
import { prepareChange } from '../../src/core/prepared-change';
import { withParts } from '../../src/core/catalogue';
import { changeAsPerson, inverse, type PersonPorts, putBack } from '../../src/core/change-as-person';
import { type Command, command, commandLine, type CommandResult } from '../../src/core/command';
import { COMPOSE_PORTS } from '../../src/core/config/compose-ports';
import type { FileEdit, FileEditor } from '../../src/core/file-edit';
import { type JournalEvent, type RowResult, runsIn, undoable } from '../../src/core/journal';
import { type ChangePlan, type PlannedStep, planRollback } from '../../src/core/plan';
import { DEFAULT_POLICY, type Policy, type ServicePolicy, STRICT_POLICY } from '../../src/core/policy';
import type { CommandRunner } from '../../src/core/runner';
import { scan } from '../../src/core/scan';
import { systemEntropy } from '../../src/platform/entropy';
import { partOf } from '../../src/tasks/parts/part-of';
import { closedText } from './config/promises';
import type { ContainerState } from '../sim/engine-state';
import { type Fault, type FaultPlace, hangs, prints } from '../sim/faults';
import type { FileState } from '../sim/file-state';
import type { MacState } from '../sim/mac-state';
import { servingMac } from '../sim/machines';
import { ChangeHarness } from '../support/change-harness';

const SERVING = servingMac('26.5');
const STACK = '/Users/alex/stack/docker-compose.yml';
const CONF = '/opt/homebrew/var/postgresql@16/postgresql.conf';
const PLIST = '/Users/alex/Library/LaunchAgents/com.ollama.serve.plist';
const POSTGRES = `binding:compose:${STACK}#postgres`;
const REDIS = `binding:compose:${STACK}#redis`;
const OPEN = SERVING.files[STACK]?.text ?? '';
const UP: FaultPlace = { program: 'docker', words: ['up'] };

const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

/** The guide's Mac with the parts alone: nothing else is probed. */
function onMac(state: MacState = SERVING, policy: Policy = STRICT_POLICY): ChangeHarness {
  const harness = new ChangeHarness(state, policy, []);
  harnesses.push(harness);
  return harness;
}

/** Carries out a plan, with everything that is run; `after` happens when a command has had its effect. */
async function carry(
  harness: ChangeHarness,
  plan: ChangePlan,
  after: (asked: Command) => void = () => {},
): Promise<{ readonly result: CarriedOut; readonly ran: readonly string[] }> {
  const ran: string[] = [];
  const runner: CommandRunner = {
    run: async (asked, limits) => {
      const result = await harness.mac.run(asked, limits);
      if (CHANGING.test(commandLine(asked))) ran.push(commandLine(asked));
      after(asked);
      return result;
    },
  };
  const catalogue = withParts(
    [],
    partOf,
    plan.steps.map(({ taskId }) => taskId),
  );
  const ports = { ...harness.ports, runner };
  const change = prepareChange(plan, catalogue, ports, {});
  return { result: await carryOut(change, { catalogue, policy: harness.policy, ports }), ran };
}

const CHANGING = / compose .* up |brew services restart|launchctl (?:un)?load/;

function rowsOf(result: CarriedOut): readonly RowResult[] {
  if (result.kind !== 'done') throw new Error(JSON.stringify(result));
  return result.rows;
}

function fileOf({ mac }: ChangeHarness, path = STACK): FileState | undefined {
  return mac.state.files[path];
}

/** The events of a journal by kind; of the exchanges of files, from which text to which. */
function storyOf({ journal }: ChangeHarness): readonly string[] {
  return journal.entries.map(({ event }) =>
    event.kind === 'edited' ? `edited ${shortHash(event.sha256Before)} ${shortHash(event.sha256After)}` : event.kind,
  );
}

const shortHash = (hash: string): string => hash.slice(0, 8);
const hashOf = (text: string): string => shortHash(systemEntropy.sha256(text));

/** The address at which a service of the stack is published. */
function hostOf({ mac }: ChangeHarness, service: string): string | undefined {
  const container = mac.state.engine?.containers.find(({ name }) => name === `stack-${service}-1`);
  return container?.published.find(({ host }) => host !== undefined)?.host?.address;
}

function changeContainer(harness: ChangeHarness, name: string, change: (one: ContainerState) => ContainerState): void {
  harness.mac.change((state) => {
    const { engine } = state;
    if (engine === undefined) throw new Error('There is no engine');
    const containers = engine.containers.map((one) => (one.name === name ? change(one) : one));
    return { ...state, engine: { ...engine, containers } };
  });
}

function changeFile(harness: ChangeHarness, change: (text: string) => string, path = STACK): void {
  harness.mac.change((state) => {
    const file = state.files[path];
    if (file === undefined) throw new Error(`${path} is not there`);
    return { ...state, files: { ...state.files, [path]: { ...file, text: change(file.text) } } };
  });
}

const isUp = ({ program, args }: Command): boolean => program === 'docker' && args.includes('up');
const CLOSED = closedText(COMPOSE_PORTS, OPEN, 'postgres');

describe('a service that comes back as planned', () => {
  it('listens on this Mac only; the file says so, and the journal', async () => {
    const harness = onMac();
    const { result, ran } = await carry(harness, await harness.planFor([POSTGRES]));
    expect(rowsOf(result)).toMatchObject([{ taskId: POSTGRES, outcome: 'verified' }]);
    expect(result).toMatchObject({ stopped: [] });
    expect(fileOf(harness)).toMatchObject({ text: CLOSED, mode: 0o644, owner: 'alex' });
    expect([hostOf(harness, 'postgres'), hostOf(harness, 'redis')]).toEqual(['127.0.0.1', '']);
    expect(ran).toEqual([
      `/usr/local/bin/docker compose -p stack --project-directory /Users/alex/stack -f ${STACK} up -d --no-deps postgres`,
    ]);
    expect(storyOf(harness)).toEqual(['planned', `edited ${hashOf(OPEN)} ${hashOf(CLOSED)}`, 'verified']);
  });

  it('is opened again without the other service of the same file, and then that one', async () => {
    const harness = onMac();
    const first = harness.standing;
    await carry(harness, await harness.planFor([POSTGRES]));
    await carry(harness, await harness.planFor([REDIS]));
    expect([hostOf(harness, 'postgres'), hostOf(harness, 'redis')]).toEqual(['127.0.0.1', '127.0.0.1']);
    const back = await carry(harness, await harness.rollbackPlan(1));
    expect(rowsOf(back.result)).toMatchObject([{ taskId: POSTGRES, outcome: 'verified' }]);
    expect(fileOf(harness)?.text).toBe(closedText(COMPOSE_PORTS, OPEN, 'redis'));
    expect([hostOf(harness, 'postgres'), hostOf(harness, 'redis')]).toEqual(['', '127.0.0.1']);
    expect(back.ran).toEqual([expect.stringMatching(/ up -d --no-deps postgres$/)]);
    await carry(harness, await harness.rollbackPlan(2));
    expect(harness.standing).toEqual(first);
  });

  it('goes back alone out of a run that closed two of one file', async () => {
    const harness = onMac();
    await carry(harness, await harness.planFor([POSTGRES, REDIS]));
    const [run] = runsIn(harness.journal.entries);
    if (run === undefined) throw new Error('There is no run');
    const catalogue = withParts([], partOf, [POSTGRES, REDIS]);
    const found = await scan(catalogue, harness.policy, harness.ports);
    const steps = undoable(run).filter(({ taskId }) => taskId === REDIS);
    const input = { id: 'a', scan: found, catalogue, policy: harness.policy };
    const { result } = await carry(harness, planRollback(1, steps, input));
    expect(rowsOf(result)).toMatchObject([{ taskId: REDIS, outcome: 'verified' }]);
    expect(fileOf(harness)?.text).toBe(CLOSED);
    expect([hostOf(harness, 'postgres'), hostOf(harness, 'redis')]).toEqual(['127.0.0.1', '']);
  });
});

describe('a service that does not come back as planned', () => {
  /** What goes wrong, and what the row says of it besides. */
  const troubles: readonly (readonly [string, Fault | undefined, RegExp])[] = [
    ['the engine listens on every address all the same', undefined, /^Neither as planned nor as before/],
    ['docker says that it is done and does nothing', { ...UP, effect: { kind: 'only-claims' } }, /./],
    [
      'docker fails',
      prints(UP, { exitCode: 1, stderr: 'Error response from daemon: no space left\n' }),
      /no space left/,
    ],
    ['docker hangs', hangs(UP), /did not answer in 120 s/],
    ['docker is ended', { ...UP, effect: { kind: 'is-ended-by', signal: 'SIGTERM' } }, /was ended by SIGTERM/],
  ];

  it.each(troubles)('when %s, the file goes back byte for byte', async (_name, fault, said) => {
    const harness = onMac();
    const first = harness.standing;
    const plan = await harness.planFor([POSTGRES]);
    if (fault !== undefined) harness.mac.setFaults(fault);
    const everywhere = (one: ContainerState): ContainerState => ({
      ...one,
      published: one.published.map((port) => ({ ...port, host: { address: '', port: port.host?.port ?? 0 } })),
    });
    const { result, ran } = await carry(harness, plan, (asked) => {
      if (fault === undefined && isUp(asked)) changeContainer(harness, 'stack-postgres-1', everywhere);
    });
    const [row] = rowsOf(result);
    expect(row).toMatchObject({ taskId: POSTGRES, outcome: 'not-applied' });
    expect(row?.detail).toContain('It did not come out as planned, so the file was put back');
    expect(row?.detail).toMatch(said);
    expect(harness.standing).toEqual(first);
    // Once for the change and once for the way back.
    expect(ran).toHaveLength(2);
    expect(storyOf(harness)).toEqual([
      'planned',
      `edited ${hashOf(OPEN)} ${hashOf(CLOSED)}`,
      `edited ${hashOf(CLOSED)} ${hashOf(OPEN)}`,
      'verified',
    ]);
    expect(runsIn(harness.journal.entries).flatMap(undoable)).toEqual([]);
  });

  it.each([
    ['a server of Homebrew’s', `binding:postgresql:${CONF}#`, CONF, { program: 'brew', words: ['restart'] }],
    [
      'a job of launchd',
      `binding:launchd-plist:${PLIST}#OLLAMA_HOST`,
      PLIST,
      { program: 'launchctl', words: ['load'] },
    ],
  ] as const)('its own file alone goes back, whatever else was planned: %s', async (_name, id, path, place) => {
    const harness = onMac();
    const before = fileOf(harness, path);
    const plan = await harness.planFor([POSTGRES, id]);
    harness.mac.setFaults({ ...place, effect: { kind: 'only-claims' } });
    const { result } = await carry(harness, plan);
    const outcomes = Object.fromEntries(rowsOf(result).map(({ taskId, outcome }) => [taskId, outcome]));
    expect(outcomes[POSTGRES]).toBe('verified');
    expect(outcomes[id]).not.toBe('verified');
    expect(fileOf(harness)?.text).toBe(CLOSED);
    expect(fileOf(harness, path)).toMatchObject({ text: before?.text, mode: before?.mode, owner: before?.owner });
  });

  it('of two in one file, only the pieces of one go back', async () => {
    const harness = onMac();
    const plan = await harness.planFor([POSTGRES, REDIS]);
    harness.mac.setFaults({ program: 'docker', words: ['up', 'redis'], effect: { kind: 'only-claims' } });
    const { result } = await carry(harness, plan);
    expect(rowsOf(result)).toMatchObject([
      { taskId: POSTGRES, outcome: 'verified' },
      { taskId: REDIS, outcome: 'not-applied' },
    ]);
    expect(fileOf(harness)?.text).toBe(CLOSED);
    expect([hostOf(harness, 'postgres'), hostOf(harness, 'redis')]).toEqual(['127.0.0.1', '']);
  });

  it('what somebody else has written into the file meanwhile stays', async () => {
    const harness = onMac();
    const plan = await harness.planFor([POSTGRES]);
    harness.mac.setFaults({ ...UP, effect: { kind: 'only-claims' } });
    const { result } = await carry(harness, plan, (asked) => {
      if (isUp(asked)) changeFile(harness, (text) => `${text}# theirs\n`);
    });
    expect(rowsOf(result)).toMatchObject([{ outcome: 'not-applied' }]);
    expect(fileOf(harness)?.text).toBe(`${OPEN}# theirs\n# theirs\n`);
  });

  it('a piece that somebody else has changed meanwhile is theirs, and the row says how it stands', async () => {
    const harness = onMac();
    const plan = await harness.planFor([POSTGRES]);
    harness.mac.setFaults({ ...UP, effect: { kind: 'only-claims' } });
    const theirs = CLOSED.replace('127.0.0.1:5432', '192.168.1.20:5432');
    const { result } = await carry(harness, plan, (asked) => {
      if (isUp(asked)) changeFile(harness, () => theirs);
    });
    expect(rowsOf(result)).toMatchObject([{ outcome: 'changed', left: { texts: ['"192.168.1.20:5432:5432"'] } }]);
    expect(fileOf(harness)?.text).toBe(theirs);
    expect(storyOf(harness)).toHaveLength(3);
  });

  it('a rollback that does not come out as planned leaves the file closed', async () => {
    const harness = onMac();
    await carry(harness, await harness.planFor([POSTGRES]));
    const plan = await harness.rollbackPlan(1);
    harness.mac.setFaults({ ...UP, effect: { kind: 'only-claims' } });
    const { result } = await carry(harness, plan);
    expect(rowsOf(result)).toMatchObject([{ outcome: 'not-applied' }]);
    expect(fileOf(harness)?.text).toBe(CLOSED);
    harness.mac.setFaults();
    expect(rowsOf((await carry(harness, await harness.rollbackPlan(1))).result)).toMatchObject([
      { outcome: 'verified' },
    ]);
    expect(fileOf(harness)?.text).toBe(OPEN);
  });
});

describe('a step whose file is refused runs no command', () => {
  const CONFIG: FaultPlace = { program: 'docker', words: ['config'] };
  const as = (change: (file: FileState) => FileState) => (state: MacState) => {
    const file = state.files[STACK];
    return file === undefined ? state : { ...state, files: { ...state.files, [STACK]: change(file) } };
  };
  type Refusal = readonly [name: string, arrange: (harness: ChangeHarness) => void, said: RegExp];
  const refusals: readonly Refusal[] = [
    [
      'by Compose',
      ({ mac }) => mac.setFaults(prints(CONFIG, { exitCode: 15, stderr: 'yaml: line 3: mapping\n' })),
      /does not accept the new text: yaml: line 3/,
    ],
    [
      'since Compose hangs',
      ({ mac }) => mac.setFaults(hangs(CONFIG)),
      /could not be checked: .* did not answer in 30 s/,
    ],
    [
      'since it belongs to somebody else',
      ({ mac }) => mac.change(as((file) => ({ ...file, owner: 'root', mode: 0o666 }))),
      /it belongs to somebody else/,
    ],
    [
      'since it is a link',
      ({ mac }) => {
        const there = mac.state.files[STACK];
        if (there === undefined) throw new Error('There is no file');
        mac.change((state) => ({ ...state, files: { ...state.files, '/Users/alex/shared.yml': there } }));
        mac.change(as((file) => ({ ...file, text: '', link: '/Users/alex/shared.yml' })));
      },
      /it is a link/,
    ],
  ];

  it.each(refusals)('%s', async (_name, arrange, said) => {
    const harness = onMac();
    arrange(harness);
    const first = harness.standing;
    const { result, ran } = await carry(harness, await harness.planFor([POSTGRES]));
    const [row] = rowsOf(result);
    expect(row).toMatchObject({ taskId: POSTGRES, outcome: 'not-applied' });
    expect(row?.detail).toMatch(said);
    expect(row?.detail).not.toContain('put back');
    expect(ran).toEqual([]);
    expect(harness.standing).toEqual(first);
    expect(storyOf(harness)).toEqual(['planned', 'verified']);
  });

  it('since it was changed at the very moment', async () => {
    const harness = onMac();
    const theirs = `${OPEN}# theirs\n`;
    const plan = await harness.planFor([POSTGRES]);
    const forget = harness.mac.onChange(() => {
      if (!Object.keys(harness.mac.state.files).some((path) => path.includes('.batten-'))) return;
      forget();
      changeFile(harness, () => theirs);
    });
    const { result, ran } = await carry(harness, plan);
    expect(rowsOf(result)[0]).toMatchObject({ outcome: 'not-applied' });
    expect(rowsOf(result)[0]?.detail).toMatch(/changed at the same moment/);
    expect([fileOf(harness)?.text, ran]).toEqual([theirs, []]);
  });

  it('since a person has closed it by hand at the very moment, which stays', async () => {
    const harness = onMac();
    const plan = await harness.planFor([POSTGRES]);
    const forget = harness.mac.onChange(() => {
      if (!Object.keys(harness.mac.state.files).some((path) => path.includes('.batten-'))) return;
      forget();
      changeFile(harness, () => CLOSED);
    });
    const { result, ran } = await carry(harness, plan);
    expect(rowsOf(result)[0]?.detail).toMatch(/changed at the same moment/);
    expect(rowsOf(result)[0]?.detail).not.toContain('put back');
    expect([fileOf(harness)?.text, ran]).toEqual([CLOSED, []]);
    expect(storyOf(harness)).toEqual(['planned', 'verified']);
  });

  it('where files cannot be edited at all', async () => {
    const harness = onMac();
    const first = harness.standing;
    const plan = await harness.planFor([POSTGRES]);
    const { files: _files, ...ports } = harness.ports;
    const catalogue = withParts([], partOf, [POSTGRES]);
    const result = await carryOut(prepareChange(plan, catalogue, ports, {}), {
      catalogue,
      policy: harness.policy,
      ports,
    });
    expect(rowsOf(result)[0]?.detail).toMatch(/files cannot be edited here/);
    expect(harness.standing).toEqual(first);
  });
});

describe('a file without starting its service anew', () => {
  it.each([
    [`binding-file:compose:${STACK}#postgres`, STACK],
    [`binding-file:postgresql:${CONF}#`, CONF],
    [`binding-file:launchd-plist:${PLIST}#OLLAMA_HOST`, PLIST],
  ])('is changed, and nothing is started: %s', async (id, path) => {
    const harness = onMac();
    const first = harness.standing;
    const { engine, daemons } = harness.mac.state;
    const { result, ran } = await carry(harness, await harness.planFor([id]));
    const [row] = rowsOf(result);
    expect(row).toMatchObject({ outcome: 'verified', now: { live: 'not-asked' } });
    expect(partOf(id)?.words(row?.now ?? null)).toBe('Closed in the file, in effect once it starts anew');
    expect(fileOf(harness, path)?.text).toContain(path === CONF ? "'localhost'" : '127.0.0.1');
    expect(ran).toEqual([]);
    expect([harness.mac.state.engine, harness.mac.state.daemons]).toEqual([engine, daemons]);
    const back = await carry(harness, await harness.rollbackPlan(1));
    expect([rowsOf(back.result)[0]?.outcome, back.ran]).toEqual(['verified', []]);
    expect(harness.standing).toEqual(first);
  });

  it('can be followed by starting it, which writes no file; the file goes back all the same', async () => {
    const harness = onMac();
    await carry(harness, await harness.planFor([`binding-file:compose:${STACK}#postgres`]));
    const plan = await harness.planFor([POSTGRES]);
    expect(plan.steps[0]?.files).toEqual([]);
    const { result, ran } = await carry(harness, plan);
    expect([rowsOf(result)[0]?.outcome, ran.length]).toEqual(['verified', 1]);
    expect([fileOf(harness)?.text, hostOf(harness, 'postgres')]).toEqual([CLOSED, '127.0.0.1']);
    const back = await carry(harness, await harness.rollbackPlan(1));
    expect([rowsOf(back.result)[0]?.outcome, back.ran]).toEqual(['verified', []]);
    expect([fileOf(harness)?.text, hostOf(harness, 'postgres')]).toEqual([OPEN, '127.0.0.1']);
  });
});

describe('the services of the policy after a change', () => {
  const service = (name: string, port: number): ServicePolicy => {
    return { name, protocol: 'tcp', port, scope: 'this-mac', reason: 'Used here.' };
  };
  const policy: Policy = {
    ...STRICT_POLICY,
    services: [service('PostgreSQL', 5432), service('Redis', 6379), service('Gone', 9999)],
  };
  const stoppedIn = ({ journal }: ChangeHarness): unknown =>
    journal.entries.map(({ event }) => (event.kind === 'verified' ? event.stopped : undefined)).at(-1);

  it('are not named while they answer', async () => {
    for (const one of [policy, DEFAULT_POLICY]) {
      const harness = onMac(SERVING, one);
      const { result } = await carry(harness, await harness.planFor([POSTGRES]));
      expect(result).toMatchObject({ kind: 'done', stopped: [], rows: [{ outcome: 'verified' }] });
      expect(stoppedIn(harness)).toBeUndefined();
    }
  });

  it('are named where they answered before and do not any more, although all came out as planned', async () => {
    const harness = onMac(SERVING, policy);
    const { result } = await carry(harness, await harness.planFor([POSTGRES]), (asked) => {
      if (isUp(asked)) changeContainer(harness, 'stack-redis-1', (one) => ({ ...one, running: false }));
    });
    const stopped = [{ name: 'Redis', port: 6379 }];
    expect(result).toMatchObject({ kind: 'done', stopped, rows: [{ outcome: 'verified' }] });
    expect(stoppedIn(harness)).toEqual(stopped);
  });

  it('are named where the changed one itself does not start again', async () => {
    const harness = onMac(SERVING, policy);
    const { result } = await carry(harness, await harness.planFor([POSTGRES]), (asked) => {
      if (isUp(asked)) changeContainer(harness, 'stack-postgres-1', (one) => ({ ...one, running: false }));
    });
    expect(result).toMatchObject({ stopped: [{ name: 'PostgreSQL', port: 5432 }] });
    expect(rowsOf(result)[0]?.outcome).not.toBe('verified');
    expect(fileOf(harness)?.text).toBe(OPEN);
  });
});

/** A step that edits these files and then runs these commands. */
function stepWith(taskId: string, files: readonly FileEdit[], user: readonly Command[] = []): PlannedStep {
  return { taskId, before: false, after: true, root: [], user, files, recapture: [] };
}

function editOf(path: string): FileEdit {
  return { path, format: 'redis', subject: '', from: ['0.0.0.0'], to: ['127.0.0.1'] };
}

/** An editor and a runner that write down what they are asked; edits that `refuse` names are refused. */
function person(refuse: (edit: FileEdit) => boolean = () => false, answer?: CommandResult) {
  const did: string[] = [];
  const events: JournalEvent[] = [];
  const files: FileEditor = {
    edit: (edit) => {
      const way = edit.to[0] === '127.0.0.1' ? 'closes' : 'opens';
      did.push(`${refuse(edit) ? 'refuses' : way} ${edit.path}`);
      return Promise.resolve(
        refuse(edit)
          ? { kind: 'refused', reason: `${edit.path} is stubborn (${way})` }
          : { kind: 'written', sha256Before: way, sha256After: '', backup: '' },
      );
    },
    tidy: () => Promise.resolve(),
  };
  const runner: CommandRunner = {
    run: (asked, limits) => {
      did.push(`${asked.program} ${String(limits?.timeoutMs)}`);
      if (answer === undefined) return Promise.reject(new Error('the runner is broken'));
      return Promise.resolve(answer);
    },
  };
  const ports: PersonPorts = { files, runner };
  const record = (event: JournalEvent): Promise<void> => {
    events.push(event);
    return Promise.resolve();
  };
  const recorded = (): readonly string[] =>
    events.flatMap((event) => (event.kind === 'edited' ? [`${event.sha256Before} ${event.path}`] : []));
  return { did, ports, record, recorded };
}

const FINE: CommandResult = { kind: 'exited', exitCode: 0, stdout: '', stderr: '' };

describe('a step of several files', () => {
  const RUNS = [command('docker', 'compose'), command('launchctl', 'load', '/a.plist')];

  it('writes them all, tells the journal of each, and then runs its commands, which may take their time', async () => {
    const { did, ports, record, recorded } = person(undefined, FINE);
    const said = await changeAsPerson([stepWith('a', [editOf('/1'), editOf('/2')], RUNS)], 7, ports, record);
    expect(did).toEqual(['closes /1', 'closes /2', 'docker 120000', 'launchctl 15000']);
    expect(recorded()).toEqual(['closes /1', 'closes /2']);
    expect([...said]).toEqual([]);
  });

  it('writes none where one is refused: those before it go back, and the journal is told', async () => {
    const { did, ports, record, recorded } = person(({ path }) => path === '/3', FINE);
    const step = stepWith('a', [editOf('/1'), editOf('/2'), editOf('/3'), editOf('/4')], RUNS);
    const said = await changeAsPerson([step, stepWith('b', [editOf('/5')])], 7, ports, record);
    expect(did).toEqual(['closes /1', 'closes /2', 'refuses /3', 'opens /2', 'opens /1', 'closes /5']);
    expect(recorded()).toEqual(['closes /1', 'closes /2', 'opens /2', 'opens /1', 'closes /5']);
    expect([...said]).toEqual([['a', '/3 is stubborn (closes)']]);
  });

  it('says so where one does not go back', async () => {
    const refuse = ({ path, to }: FileEdit): boolean => path === '/2' || (path === '/1' && to[0] !== '127.0.0.1');
    const { ports, record } = person(refuse, FINE);
    const said = await changeAsPerson([stepWith('a', [editOf('/1'), editOf('/2')])], 7, ports, record);
    expect(said.get('a')).toBe('/2 is stubborn (closes); /1 is stubborn (opens)');
  });

  it('does not end the change where the editor or the runner throws', async () => {
    const { ports, record } = person();
    const files: FileEditor = {
      edit: () => Promise.reject(new Error('the editor is broken')),
      tidy: () => Promise.resolve(),
    };
    const steps = [stepWith('a', [editOf('/1')], RUNS), stepWith('b', [], RUNS)];
    expect([...(await changeAsPerson(steps, 7, { ...ports, files }, record))]).toEqual([
      ['a', 'the editor is broken'],
      ['b', 'the runner is broken'],
    ]);
  });
});

describe('putting back', () => {
  const row = (taskId: string, outcome: RowResult['outcome']): RowResult => {
    return { taskId, outcome, before: false, after: true, detail: '' };
  };

  it('takes the steps, and the files of each, in the opposite order, and leaves what came out as planned', async () => {
    const { did, ports, record, recorded } = person(undefined, FINE);
    const steps = [
      stepWith('a', [editOf('/1'), editOf('/2')], [command('docker', 'compose')]),
      stepWith('b', [editOf('/3')], [command('brew', 'services')]),
      stepWith('c', [editOf('/4')]),
      stepWith('d', []),
      stepWith('e', [editOf('/5')]),
    ];
    const rows = [row('a', 'changed'), row('b', 'verified'), row('c', 'cannot-verify'), row('d', 'changed')];
    expect(await putBack(steps, [...rows, row('e', 'not-applied')], 7, ports, record)).toEqual(['e', 'c', 'a']);
    expect(did).toEqual(['opens /5', 'opens /4', 'opens /2', 'opens /1', 'docker 120000']);
    expect(recorded()).toEqual(['opens /5', 'opens /4', 'opens /2', 'opens /1']);
  });

  it('runs nothing for a file that does not go back, and goes on', async () => {
    const { did, ports, record } = person(({ path }) => path === '/2', FINE);
    const runs = [command('docker', 'compose')];
    const steps = [stepWith('a', [editOf('/1')], runs), stepWith('b', [editOf('/2')], runs)];
    const rows = [row('a', 'changed'), row('b', 'changed')];
    expect(await putBack(steps, rows, 7, ports, record)).toEqual(['a']);
    expect(did).toEqual(['refuses /2', 'opens /1', 'docker 120000']);
  });

  it('is the edit the other way round, with the same gate', () => {
    const gate = command('docker', 'compose', 'config');
    const edit = { ...editOf('/1'), gate };
    expect(inverse(edit)).toEqual({ ...edit, from: edit.to, to: edit.from });
    expect(inverse(inverse(edit))).toEqual(edit);
  });
});
