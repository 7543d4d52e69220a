import { type Command, command } from '../../core/command';
import { LIST_APPS, parseFirewallApps } from '../../core/parse/firewall-apps';
import { references } from '../../core/references';
import { type Parsed, read, unreadable } from '../../core/result';
import { ALWAYS, type AnyTask, defineTask, oneOf } from '../../core/task';
import type { CommandResult } from '../../core/command';

/** What the firewall's list says of one program. */
export type FirewallRule = 'allow' | 'block' | 'absent';

const RULES: readonly FirewallRule[] = ['allow', 'block', 'absent'];

/** One entry of the firewall's list as it should be. */
export interface RuleWish {
  readonly wish: FirewallRule;
  /** Absolute. */
  readonly path: string;
}

const VERBS: Readonly<Record<FirewallRule, string>> = { allow: 'allow', block: 'block', absent: 'remove' };

export function firewallRuleId({ wish, path }: RuleWish): string {
  return `firewall-rule:${VERBS[wish]}:${path}`;
}

/** Reads such an id; undefined for anything that is not exactly one. */
export function parseFirewallRuleId(id: string): RuleWish | undefined {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const [, verb, path] = /^firewall-rule:(allow|block|remove):(\/[^\x00-\x1f\x7f]{1,900})$/.exec(id) ?? [];
  const wish = RULES.find((rule) => VERBS[rule] === verb);
  if (wish === undefined || path === undefined) return undefined;
  const isPlain = path
    .split('/')
    .slice(1)
    .every((part) => part !== '' && part !== '.' && part !== '..');
  return isPlain ? { wish, path } : undefined;
}

/** The task of one entry of the firewall's list. */
export function firewallRule({ wish, path }: RuleWish): AnyTask {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.app$/, '');
  return defineTask<FirewallRule, 'apps'>({
    id: firewallRuleId({ wish, path }),
    area: 'Firewall',
    title: TITLES[wish](name),
    name: `Firewall rule for ${name}`,
    scope: 'computer',
    risk: wish === 'allow' ? 'safe' : 'interrupts',
    severity: wish === 'allow' ? 'attention' : 'exposed',
    explain: {
      what: `Sets what the firewall does with connections to ${path}.`,
      why: 'With the firewall on, a program that is listed here is let in or kept out without a question.',
      cost: COSTS[wish],
    },
    exposes: EXPOSES[wish](name),
    references: references({ nist: 'AC-4 SC-7', safeguards: '4.5' }),
    applies: ALWAYS,
    probe: () => ({ apps: LIST_APPS }),
    recapture: { keys: ['apps'], state: (results) => ruleOf(results.apps, path) },
    read: ({ apps }) => {
      const rule = ruleOf(apps, path);
      return rule.kind === 'unreadable' ? rule : read({ state: rule.value });
    },
    recognise: oneOf(RULES),
    isWanted: (state) => state === wish,
    target: () => wish,
    change: (from, to) => ({ kind: 'commands', root: commandsFor(from, to, path), user: [] }),
    sentence: (state) => `${name} ${SAYS[state]}`,
    words: (state) => WORDS[state],
  });
}

const TITLES: Readonly<Record<FirewallRule, (name: string) => string>> = {
  allow: (name) => `Let the firewall allow ${name}`,
  block: (name) => `Let the firewall block ${name}`,
  absent: (name) => `Take ${name} off the firewall’s list`,
};
const COSTS: Readonly<Record<FirewallRule, string>> = {
  allow: 'Other devices can reach it wherever it listens.',
  block: 'Nothing on your network can connect to it any more; connections from this Mac still work.',
  absent: 'The next time it wants to accept connections, macOS asks you.',
};
const EXPOSES: Readonly<Record<FirewallRule, (name: string) => string>> = {
  allow: (name) => `With the firewall on, nobody can reach ${name}, although the policy wants it to be reached.`,
  block: (name) => `Whatever ${name} runs may be reached from your network.`,
  absent: (name) => `${name} is let in without a question.`,
};
const SAYS: Readonly<Record<FirewallRule, string>> = {
  allow: 'is allowed through the firewall',
  block: 'is blocked by the firewall',
  absent: 'is not on the firewall’s list',
};
const WORDS: Readonly<Record<FirewallRule, string>> = { allow: 'Allowed', block: 'Blocked', absent: 'Not listed' };

/** An entry that is not there has to be added before its rule can be set (facts from 13 and 14). */
function commandsFor(from: FirewallRule, to: FirewallRule, path: string): readonly Command[] {
  if (to === 'absent') return [command('socketfilterfw', '--remove', path)];
  const add = from === 'absent' ? [command('socketfilterfw', '--add', path)] : [];
  return [...add, command('socketfilterfw', to === 'allow' ? '--unblockapp' : '--blockapp', path)];
}

function ruleOf(result: CommandResult | undefined, path: string): Parsed<FirewallRule> {
  const apps = parseFirewallApps(result);
  if (apps.kind === 'unreadable') return apps;
  const listed = apps.value.rules.find(({ by, subject }) => by === 'path' && subject === path)?.rule;
  if (listed !== undefined) return read(listed);
  // In a list of names, or one that is not whole, the program may stand under something else.
  const isWhole = apps.value.complete && apps.value.rules.every(({ by }) => by === 'path');
  return isWhole ? read('absent') : unreadable('the firewall’s list of programs could not be read whole');
}
