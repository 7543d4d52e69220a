import { command, type Command } from '../core/command';
import { answerOf } from '../core/parse/answer';
import { type FirewallRule, LIST_APPS, parseFirewallApps } from '../core/parse/firewall-apps';
import { GET_GLOBAL_STATE, parseGlobalState } from '../core/parse/socketfilterfw';
import type { AllowedApplication, Policy } from '../core/policy';
import { references } from '../core/references';
import { type Parsed, read, unreadable } from '../core/result';
import { type CommandResults, defineTask, type Entry } from '../core/task';
import { firewallRuleId } from './parts/firewall-rule';

type Rule = { readonly subject: string; readonly rule: 'allow' | 'block' };

/** The firewall's list, and which paths of the policy's applications are there to be allowed. */
type AllowList = { readonly rules: readonly Rule[]; readonly present: readonly string[] };

/** Whoever runs a script with one of these opens the door that the rule was made for: to every script. */
const INTERPRETERS =
  /^(?:\/usr\/bin|\/usr\/local\/bin|\/opt\/homebrew\/bin|\/opt\/homebrew\/Cellar|\/Library\/Frameworks|\/Library\/Developer|\/Applications\/Xcode\.app).*\/(?:Python|python[\d.]*|ruby|perl[\d.]*|php|node|bun|deno|java)$/;

export const firewallAllowList = defineTask<AllowList, string>({
  id: 'firewall-allow-list',
  area: 'Firewall',
  title: 'Limit the firewall’s list to the programs of the policy',
  name: 'Allowed programs',
  scope: 'computer',
  risk: 'interrupts',
  severity: 'attention',
  explain: {
    what: 'Compares the firewall’s list of programs with the policy: adds those that should be allowed, and points out what is allowed beyond them.',
    why: 'A program on the list is let in without a question. A rule for an interpreter, such as Python, lets in every script that it runs.',
    cost: 'Programs that are blocked can no longer be reached from other devices.',
    differs:
      'Guides call allowdownloadsigned a whitelist. It is the opposite; the list of programs is the whitelist, and it says only what may accept connections.',
  },
  exposes: 'The firewall lets in other programs than the policy allows, or keeps out one that it allows.',
  needs: 'firewall',
  references: references({ nist: 'AC-4 SC-7 CM-7', safeguards: '4.5 4.8' }),
  byHand: {
    steps: [
      'Open System Settings › Network › Firewall and click Options….',
      'Add the programs that the policy allows, and let those that it does not allow be blocked.',
    ],
    undoSteps: [
      'Open System Settings › Network › Firewall and click Options….',
      'Take away what was added, and allow again what was allowed before.',
    ],
    pane: 'firewall',
  },
  applies: ({ version }) => {
    const namesOnly = version.kind === 'read' && version.value.major === 15 && version.value.minor < 4;
    return namesOnly ? { kind: 'not-applicable', because: NAMES_ONLY } : { kind: 'applies' };
  },
  probe: (_mac, policy) => ({ apps: LIST_APPS, globalState: GET_GLOBAL_STATE, ...lookFor(policy) }),
  read(results) {
    const apps = parseFirewallApps(results['apps']);
    if (apps.kind === 'unreadable') return apps;
    const global = parseGlobalState(results['globalState']);
    if (global.kind === 'unreadable') return global;
    if (!apps.value.complete) {
      return unreadable('the firewall’s list of programs could not be read whole', apps.value.unread.join('\n'));
    }
    const byName = apps.value.rules.find(({ by }) => by === 'name');
    if (byName !== undefined && apps.value.rules.some(isAmbiguous)) {
      return unreadable('macOS lists programs by their names only, so which of them are meant is not known');
    }
    const rules = apps.value.rules.map(({ subject, rule }) => ({ subject, rule }));
    const present = presentIn(results);
    if (present.kind === 'unreadable') return present;
    return read({
      state: { rules, present: present.value },
      ...(global.value.on ? {} : { without: 'The list stands, but it has no effect while the firewall is off.' }),
    });
  },
  // The list as a whole is never written: its entries are, each as a part of its own.
  recognise: () => undefined,
  isWanted: (state, policy) => wishes(state, policy).length === 0,
  target: (before) => before,
  change: () => ({ kind: 'by-hand' }),
  parts: (state, policy) => wishes(state, policy),
  entries: (state, policy) => entriesOf(state, policy),
  sentence: ({ rules }) =>
    rules.length === 1
      ? 'The firewall has a rule for 1 program'
      : `The firewall has rules for ${rules.length} programs`,
  words: ({ rules }) => {
    const allowed = rules.filter(({ rule }) => rule === 'allow').length;
    return `${allowed} allowed, ${rules.length - allowed} blocked`;
  },
});

const NAMES_ONLY =
  'macOS 15.0 to 15.3 lists programs by their names alone, so which program a rule is about cannot be told';

/** A row that names no path may mean any program of that name. */
function isAmbiguous({ by }: FirewallRule): boolean {
  return by === 'name';
}

const THERE = 'there:';

/** Asks of every application in the policy where it is. */
function lookFor(policy: Policy | undefined): Readonly<Record<string, Command>> {
  const paths = (policy?.allowedApplications ?? []).flatMap((application) => application.paths);
  return Object.fromEntries(paths.map((path) => [`${THERE}${path}`, command('ls', '-d', path)]));
}

/** Which of them are there; an answer that says neither yes nor no leaves the whole open. */
function presentIn(results: CommandResults): Parsed<readonly string[]> {
  const present: string[] = [];
  for (const [key, result] of Object.entries(results)) {
    if (!key.startsWith(THERE)) continue;
    const path = key.slice(THERE.length);
    const answer = answerOf(command('ls', '-d', path), result);
    if (answer.kind === 'unreadable') return answer;
    const { exitCode, stdout, stderr } = answer.value;
    if (exitCode === 0 && stdout.trim() === path) present.push(path);
    else if (exitCode === 0 || !/: No such file or directory\s*$/.test(stderr)) {
      return unreadable(`whether ${path} is there could not be read`);
    }
  }
  return read(present);
}

/** The entries that have to change, as ids of parts. */
function wishes(state: AllowList, policy: Policy): readonly string[] {
  const missing = policy.allowedApplications.flatMap((application) => {
    const path = pathToAllow(application, state);
    return path === undefined ? [] : [firewallRuleId({ wish: 'allow', path })];
  });
  const beyond = state.rules
    .filter(({ subject, rule }) => rule === 'allow' && INTERPRETERS.test(subject) && !isInPolicy(subject, policy))
    .map(({ subject }) => firewallRuleId({ wish: 'block', path: subject }));
  return [...missing, ...beyond];
}

/** The path that a rule is missing for; undefined where one is allowed already, or none of them is there. */
function pathToAllow({ paths }: AllowedApplication, { rules, present }: AllowList): string | undefined {
  const allowed = paths.some((path) => rules.some(({ subject, rule }) => subject === path && rule === 'allow'));
  return allowed ? undefined : paths.find((path) => present.includes(path));
}

function isInPolicy(path: string, policy: Policy): boolean {
  return policy.allowedApplications.some(({ paths }) => paths.includes(path));
}

function entriesOf(state: AllowList, policy: Policy): readonly Entry[] {
  const listed = state.rules.map(({ subject, rule }): Entry => {
    const expected = isInPolicy(subject, policy);
    const path = subject.startsWith('/') ? subject : undefined;
    const others = (['allow', 'block', 'absent'] as const).filter((wish) => wish !== rule);
    return {
      name: subject,
      words: `${rule === 'allow' ? 'Allowed' : 'Blocked'}${expected ? ', as the policy says' : ', not in the policy'}`,
      wanted: rule === 'block' ? !expected : expected || !INTERPRETERS.test(subject),
      parts: path === undefined ? [] : others.map((wish) => firewallRuleId({ wish, path })),
    };
  });
  const missing = policy.allowedApplications.flatMap((application): readonly Entry[] => {
    const path = pathToAllow(application, state);
    if (path === undefined || state.rules.some(({ subject }) => subject === path)) return [];
    const parts = [firewallRuleId({ wish: 'allow', path })];
    return [{ name: path, words: 'Not listed, although the policy allows it', wanted: false, parts }];
  });
  return [...missing, ...listed];
}
