import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../src/core/command';
import type { ComposeProject } from '../../../src/core/exposure/container';
import { judgeExposure } from '../../../src/core/exposure/judge';
import { exposureReport, outcomeOf } from '../../../src/core/exposure/report';
import { whyAbsent } from '../../../src/core/exposure/why-absent';
import { DEFAULT_POLICY, type ServicePolicy } from '../../../src/core/policy';
import { freshMac, servingMac } from '../../sim/machines';
import type { MacState } from '../../sim/mac-state';
import { battenOn } from '../../cli/cli-mac';
import { said } from '../parse/parsers';
import { askMac, exposureOn, HOME } from './ask-mac';
import { readExposure } from '../../../src/core/exposure/read-exposure';

const PLANKA: ServicePolicy = { name: 'planka', protocol: 'tcp', port: 3100, scope: 'this-mac', reason: 'Boards.' };

function project(name: string, states: Readonly<Record<string, number>>, ...files: readonly string[]): ComposeProject {
  return { name, states: Object.entries(states).map(([state, count]) => ({ state, count })), files };
}

function why(states: Readonly<Record<string, number>>, ...files: readonly string[]): string | undefined {
  return whyAbsent(PLANKA, [project('planka', states, ...files)]);
}

/** The Mac with all containers of one project, or of every project, ended. */
function withEnded(state: MacState, name?: string): MacState {
  const { engine } = state;
  if (engine === undefined) throw new Error('no engine');
  const containers = engine.containers.map((one) => {
    return name === undefined || one.compose?.project === name ? { ...one, running: false } : one;
  });
  return { ...state, engine: { ...engine, containers } };
}

/** The same answers, but for what each engine says of its projects. */
function withProjects(
  results: Readonly<Record<string, CommandResult>>,
  answer: CommandResult | undefined,
): Readonly<Partial<Record<string, CommandResult>>> {
  const others = Object.entries(results).filter(([key]) => answer !== undefined || !key.startsWith('projects of '));
  return Object.fromEntries(others.map(([key, one]) => [key, key.startsWith('projects of ') ? (answer ?? one) : one]));
}

describe('why a service does not listen', () => {
  it('is told by the project of its name', () => {
    expect(why({ exited: 1 }, '/x/docker-compose.yml')).toBe(
      'The Compose project “planka” is stopped (exited(1)); its file is /x/docker-compose.yml.',
    );
    expect(why({ exited: 1, created: 2 }, '/a', '/b')).toBe(
      'The Compose project “planka” is stopped (exited(1) and created(2)); its files are /a and /b.',
    );
    expect(why({ exited: 1, running: 6 })).toBe(
      'The Compose project “planka” runs only in part (exited(1) and running(6)).',
    );
    expect(why({ paused: 2 })).toBe('The Compose project “planka” is paused (paused(2)).');
    expect(why({ running: 2 }, '/a')).toBe(
      'The Compose project “planka” runs (running(2)), and nothing listens on port 3100; its file is /a.',
    );
  });

  it('knows a project by the container that the policy names, or by the words of the service', () => {
    const stopped = [project('planka', { exited: 1 }), project('board-of-directors', { exited: 1 })];
    const about = (more: Partial<ServicePolicy>): boolean => whyAbsent({ ...PLANKA, ...more }, stopped) !== undefined;
    expect(about({ name: 'Boards', container: 'planka' })).toBe(true);
    expect(about({ name: 'Boards', container: 'planka-planka-1' })).toBe(true);
    expect(about({ name: 'Boards', container: 'planka_db_1' })).toBe(true);
    expect(about({ name: 'Board of Directors' })).toBe(true);
    expect(about({ name: 'Planka' })).toBe(true);
    expect(about({ name: 'Boards' })).toBe(false);
    expect(about({ name: 'planka', container: 'other' })).toBe(false);
    expect(about({ name: 'plankaboard', container: 'plankaboard-1' })).toBe(false);
    // The policy expects a program of the Mac itself.
    expect(about({ process: 'node' })).toBe(false);
  });
});

describe('a Mac whose containers have ended', () => {
  it('says of each service that is expected what Compose knows', async () => {
    const judged = judgeExposure(await exposureOn(withEnded(servingMac('26.5'), 'planka')), DEFAULT_POLICY);
    const planka = judged.absent.find(({ name }) => name === 'Planka');
    expect(planka?.because).toMatch(
      /^The Compose project “planka” is stopped \(exited\(\d\)\); its file is \/Users\/alex\/planka\/docker-compose\.yml\.$/,
    );
    const reported = exposureReport(judged, 0).absent.find(({ name }) => name === 'Planka');
    expect(reported?.because).toBe(planka?.because);
  });

  it('says so on the command line, below the service', async () => {
    const { stdout } = await battenOn(withEnded(servingMac('26.5'), 'planka'), ['bindings']);
    expect(stdout).toMatch(
      /\n {2}Planka 3100: expected, and not listening\n {6}The Compose project “planka” is stopped/,
    );
  });

  it('says nothing where no project has such a name, and judges the same', async () => {
    const state = withEnded(freshMac('26.5'));
    const { results } = await askMac(state);
    const judgedNow = judgeExposure(readExposure(results, { home: HOME }), DEFAULT_POLICY);
    const noCompose = said('', { exitCode: 125, stderr: 'unknown flag: --all\n' });
    for (const answer of [said('[]\n'), noCompose, said('lorem'), undefined]) {
      const exposure = readExposure(withProjects(results, answer), { home: HOME });
      const judged = judgeExposure(exposure, DEFAULT_POLICY);
      expect(judged.absent.every(({ because }) => because === undefined)).toBe(true);
      expect(outcomeOf(judged)).toBe(outcomeOf(judgedNow));
    }
  });

  it('shows projects that are not understood, and leaves no verdict open for them', async () => {
    const { results } = await askMac(servingMac('26.5'));
    const rows = '[{"Name":"planka","Status":"odd","ConfigFiles":"/a"},7]';
    const { gaps } = readExposure(withProjects(results, said(rows)), { home: HOME });
    expect(gaps[0]).toEqual({
      source: 'projects',
      what: 'Some Compose projects of orbstack',
      reason: 'Compose project planka: its status is not understood; a row that is no Compose project',
      hidesListeners: false,
    });
    const garbage = readExposure(withProjects(results, said('[')), { home: HOME });
    expect(garbage.gaps[0]?.what).toBe('Compose projects of orbstack');
  });
});
