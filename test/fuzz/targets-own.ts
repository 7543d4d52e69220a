import { parseBindingId } from '../../src/core/exposure/binding';
import { recogniseServices, recogniseTunnels } from '../../src/core/exposure/exposure-state';
import { canonical, sameJson } from '../../src/core/json';
import { parseJson } from '../../src/core/parse/json-text';
import { parseProgressLog, parseScriptReport } from '../../src/core/script-report';
import { createJournalReader, readJournalBytes } from '../../src/platform/journal-lines';
import { isJournalEntry, whyNotAnEntry } from '../../src/platform/journal-schema';
import { defaultPolicyText } from '../../src/platform/policy-default';
import { readDocument } from '../../src/platform/policy-document';
import { editPolicyText } from '../../src/platform/policy-edit';
import { contradictionsIn } from '../../src/platform/policy-rules';
import { readForm } from '../../src/platform/policy-schema';
import { readPolicyText } from '../../src/platform/policy-text';
import { readTokens } from '../../src/platform/policy-tokens';
import { holdsUnseen, orNearest, quoted, unseenIn, visible } from '../../src/platform/policy-words';
import { outcomeOfSudoPromptError } from '../../src/platform/sudo-prompt-errors';
import { TASKS } from '../../src/tasks';
import { partOf } from '../../src/tasks/parts/part-of';
import { parseFirewallRuleId } from '../../src/tasks/parts/firewall-rule';
import { holdPolicy, must } from './invariants';
import { JOURNAL_BASE, JOURNAL_TEXT, PROGRESS_LOG, SCRIPT_OUTPUT } from './genuine';
import { texts, type Target } from './target';

const TASK_IDS = TASKS.map(({ id }) => id);
const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

/** Batten's own files, reports and ids. */
export const OWN: readonly Target[] = [
  texts(
    'script-report',
    ['core/script-report parseScriptReport', 'core/script-report parseProgressLog'],
    (text) => {
      must(parseScriptReport(text, '0123456789abcdef', decode).steps.length < 1e6, 'steps can be counted');
      return parseProgressLog(text, decode);
    },
    { texts: [SCRIPT_OUTPUT, PROGRESS_LOG] },
  ),
  texts(
    'journal',
    [
      'platform/journal-lines readJournalBytes',
      'platform/journal-lines createJournalReader',
      'platform/journal-schema isJournalEntry',
      'platform/journal-schema whyNotAnEntry',
    ],
    (text) => {
      const bytes = Buffer.from(text, 'utf8');
      const found = readJournalBytes(bytes, JOURNAL_BASE);
      must(found.soundLength <= bytes.length, 'no more is sound than is there');
      const sound = bytes.subarray(0, found.soundLength);
      must(Buffer.from(JOURNAL_TEXT).indexOf(sound) === 0, 'nothing is sound that Batten has not written');
      createJournalReader()(bytes, JOURNAL_BASE);
      const value = parseJson(text);
      if (!isJournalEntry(value)) must(whyNotAnEntry(value).length > 3, 'a reason is given');
    },
    { texts: [JOURNAL_TEXT, ...JOURNAL_TEXT.split('\n')] },
  ),
  texts(
    'policy',
    [
      'platform/policy-text readPolicyText',
      'platform/policy-document readDocument',
      'platform/policy-tokens readTokens',
      'platform/policy-schema readForm',
      'platform/policy-rules contradictionsIn',
      'platform/policy-edit editPolicyText',
      'platform/policy-words visible',
      'platform/policy-words quoted',
      'platform/policy-words holdsUnseen',
      'platform/policy-words unseenIn',
      'platform/policy-words orNearest',
    ],
    (text) => {
      const reading = readPolicyText(text, TASK_IDS);
      holdPolicy(reading);
      must((readTokens(text).kind === 'read') >= (readDocument(text).kind === 'read'), 'a document consists of tokens');
      if (reading.kind === 'read') {
        const edited = editPolicyText(text, { kind: 'do-not-want-task', taskId: 'airdrop' }, TASK_IDS);
        must(edited.kind === 'refused' || edited.policy.notWanted.includes('airdrop'), 'an edit does what it says');
        editPolicyText(text, { kind: 'forget', name: 'Planka' }, TASK_IDS);
      }
      const value = parseJson(text);
      readForm(value);
      contradictionsIn(value, TASK_IDS);
      must(visible(text, 60).length <= 200, 'what is shown is cut');
      quoted(text);
      must(unseenIn(text, 1).length === 0 || holdsUnseen(text), 'what is named is not seen');
      orNearest(text.slice(0, 40), TASK_IDS);
    },
    {
      texts: [
        defaultPolicyText,
        'schema: batten.policy/1\nservices:\n  - name: A\n    port: 80\n    scope: lan\n    reason: because\nnot-wanted: [airdrop]\n',
        '{"schema":"batten.policy/1","services":[{"name":"A","port":80,"scope":"lan","reason":"b"}],"tunnels":[]}',
      ],
    },
  ),
  texts(
    'ids-of-parts',
    [
      'core/exposure/binding parseBindingId',
      'tasks/parts/firewall-rule parseFirewallRuleId',
      'tasks/parts/part-of partOf',
    ],
    (text) => {
      parseBindingId(text);
      parseFirewallRuleId(text);
      const part = partOf(text);
      must(part === undefined || part.id === text, 'a part has the id it was asked for by');
    },
    {
      texts: [
        'binding:compose:/Users/alex/guide/compose.yml#db',
        'binding-file:redis:/opt/homebrew/etc/redis.conf#',
        'firewall-rule:block:/usr/bin/python3',
        'firewall-rule:allow:/Applications/Zoom.app',
      ],
    },
  ),
  texts(
    'remembered-states',
    [
      'core/exposure/exposure-state recogniseServices',
      'core/exposure/exposure-state recogniseTunnels',
      'core/json canonical',
      'core/json sameJson',
    ],
    (text) => {
      const value = parseJson(text);
      recogniseServices(value);
      recogniseTunnels(value);
      for (const task of TASKS) {
        const state = task.recognise(value);
        if (state === undefined) continue;
        must(task.sentence(state) !== '' && task.words(state) !== '', 'a recognised state has words');
        must(sameJson(task.recognise(state), state), 'a recognised state is recognised again');
      }
      if (value !== undefined)
        must(canonical(JSON.parse(canonical(value))) === canonical(value), 'one way to write it');
    },
    {
      texts: [
        '{"running":true,"atStart":"on"}',
        '{"tools":[{"id":"lulu","running":"yes"}]}',
        '"Off"',
        '{"on":true,"option":"detail"}',
        '{"reachable":[{"name":"a","protocol":"tcp","port":80,"scope":"lan"}]}',
        '{"routes":[{"hostname":"a.b","path":"","port":80,"leads":"here","reachable":[]}]}',
      ],
    },
  ),
  texts(
    'sudo-prompt-error',
    ['platform/sudo-prompt-errors outcomeOfSudoPromptError'],
    (text) => {
      const outcome = outcomeOfSudoPromptError(new Error(text));
      must(
        text.length < 12 || !JSON.stringify(outcome).includes(JSON.stringify(text).slice(1, -1)),
        'its text is not passed on',
      );
    },
    { texts: ['User did not grant permission.', 'Command failed: ./applet', 'Command failed: /bin/rm', 'no polkit'] },
  ),
];
