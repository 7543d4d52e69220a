// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as connectionWords from '../../src/renderer/connection-words';
import { closeLog, MOST_HELD, MOST_SHOWN, useLog } from '../../src/renderer/log-store';
import { addedCounts } from '../../src/renderer/log-summary';
import * as logWords from '../../src/renderer/log-words';
import { LogsView } from '../../src/renderer/views/LogsView';
import type { LogCount, LogPush, LogRow } from '../../src/shared/log-views';
import { type FakeApi, fakeApi, type FakeWorld } from './fake-api';
import { LOG_ID } from './log-fixtures';
import { settle } from './render';

const PLANKA = '3f1c6a52b8d04e7793aa1c2f5be0d9e8417c6b2a5d3e9f80';
const CONTAINERS = [{ id: PLANKA, name: 'stack-planka-1' }];
const ROW_HEIGHT = 24;
/** What is taken to be visible where nothing is laid out: the height less the headings. */
const ROOM = 600 - 28;

const row = (number: number, more: Partial<LogRow> = {}): LogRow => ({
  number,
  at: Date.UTC(2026, 10, 22, 10, 0, number % 60),
  program: 'node',
  verdict: 'denied',
  from: '',
  to: '',
  message: `message ${number}`,
  ...more,
});
const rowsFrom = (first: number, many: number, more: Partial<LogRow> = {}): readonly LogRow[] =>
  Array.from({ length: many }, (_, index) => row(first + index, more));
const count = (denied: number, allowed = 0, asked = 0, other = 0): LogCount => ({ denied, allowed, asked, other });

let fake: FakeApi;
/** Opens the screen on a log that says nothing of itself. */
async function show(world: Partial<FakeWorld> = {}, containerId?: string): Promise<void> {
  fake = fakeApi({ log: () => [], ...world });
  Object.assign(window, { batten: fake.api });
  render(<LogsView containers={CONTAINERS} {...(containerId === undefined ? {} : { containerId })} />);
  await settle();
}
async function come(part: Partial<LogPush>): Promise<void> {
  const nothing = { logId: LOG_ID, rows: [], dropped: 0, total: 1, unread: 0, programs: [], hours: [], gaps: [] };
  act(() => fake.push('logChanged', { ...nothing, ...part }));
  await settle();
}
const started = (): readonly unknown[] => fake.argumentsOf('startLog');
const stopped = (): readonly unknown[] => fake.argumentsOf('stopLog');
const grid = (): HTMLElement => screen.getByRole('grid', { name: 'Rows of the log' });
const drawn = (): HTMLElement[] => [...grid().querySelectorAll<HTMLElement>('.table-row')];
const messages = (): (string | null | undefined)[] => drawn().map((one) => one.lastElementChild?.textContent);
const click = async (name: string | RegExp): Promise<void> => {
  fireEvent.click(screen.getByRole('button', { name }));
  await settle();
};
const pick = async (choice: string): Promise<void> => {
  const picker = screen.getByRole('combobox', { name: 'Which log' });
  const option = within(picker).getByRole('option', { name: choice }) as HTMLOptionElement;
  fireEvent.change(picker, { target: { value: option.value } });
  await settle();
};
const scrollTo = (top: number): void => {
  grid().scrollTop = top;
  fireEvent.scroll(grid());
};
const see = async (state: DocumentVisibilityState): Promise<void> => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  await settle();
};
const search = (): HTMLInputElement => screen.getByRole('searchbox', { name: 'Search the log' });
const foot = (): string | null | undefined => document.querySelector('.log-foot')?.textContent;

// Not in this DOM; in Chromium it puts the menu above everything.
Object.assign(HTMLElement.prototype, { showPopover: () => undefined });

afterEach(() => {
  vi.restoreAllMocks();
  cleanup();
  closeLog();
});

describe('a log', () => {
  it('begins when the screen opens and ends with it', async () => {
    await show();
    expect(started()).toEqual([{ kind: 'firewall-live' }]);
    expect(screen.getByText('Live')).toBeTruthy();
    expect(screen.getByText('Nothing yet')).toBeTruthy();
    cleanup();
    await settle();
    expect(stopped()).toEqual([{ logId: LOG_ID }]);
    await come({ rows: rowsFrom(1, 3) });
    expect(useLog.getState().rows).toEqual([]);
  });

  it('is ended although the answer with its id comes after the screen has gone', async () => {
    let answer = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    await show({ pause: (name) => (name === 'startLog' ? waiting : Promise.resolve()) });
    cleanup();
    answer();
    await settle();
    expect(stopped()).toEqual([{ logId: LOG_ID }]);
  });

  it('is one of the firewall or of a container, whichever is picked', async () => {
    await show();
    const picker = screen.getByRole('combobox', { name: 'Which log' });
    expect(
      within(picker)
        .getAllByRole('option')
        .map(({ textContent }) => textContent),
    ).toEqual([
      'Firewall, live',
      'Firewall, last 10 minutes',
      'Firewall, last hour',
      'Firewall, last day',
      'stack-planka-1',
    ]);
    await pick('Firewall, last 10 minutes');
    await pick('Firewall, last hour');
    await pick('Firewall, last day');
    await pick('stack-planka-1');
    expect(started().slice(1)).toEqual([
      { kind: 'firewall-past', minutes: 10 },
      { kind: 'firewall-past', minutes: 60 },
      { kind: 'firewall-past', minutes: 1440 },
      { kind: 'container', containerId: PLANKA },
    ]);
    expect(stopped()).toHaveLength(4);
  });

  it('is that of the container it was opened for, also where the list does not know it', async () => {
    await show({}, PLANKA);
    expect(started()).toEqual([{ kind: 'container', containerId: PLANKA }]);
    const picker = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Which log' });
    expect(picker.selectedOptions[0]?.text).toBe('stack-planka-1');
    await come({ rows: [row(1, { verdict: '', program: 'Errors', message: 'GET /boards' })] });
    expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
      'Time',
      'Output',
      'Message',
    ]);
    cleanup();
    await show({}, 'abcdefabcdefabcdef');
    expect(screen.getByRole('option', { name: 'Container abcdefabcdef' })).toBeTruthy();
  });

  it('loses no row that overtakes the answer, and takes none of another log', async () => {
    // The fake pushes before it answers.
    const one = { logId: LOG_ID, dropped: 0, total: 2, unread: 0, programs: [], hours: [], gaps: [] };
    await show({
      log: () => [
        { ...one, rows: rowsFrom(1, 2) },
        { ...one, logId: 'f'.repeat(32), rows: rowsFrom(1, 9) },
      ],
    });
    expect(messages()).toEqual(['message 1', 'message 2']);
    await come({ logId: 'e'.repeat(32), rows: rowsFrom(3, 1) });
    expect(messages()).toHaveLength(2);
  });

  it('stops while nobody can look, goes on afterwards, and says what lies between', async () => {
    await show();
    await come({ rows: rowsFrom(1, 2), total: 2, programs: [{ program: 'node', count: count(2) }] });
    await see('hidden');
    expect(stopped()).toEqual([{ logId: LOG_ID }]);
    expect(screen.getByText('Stopped while the window was hidden')).toBeTruthy();
    await see('visible');
    expect(started()).toHaveLength(2);
    expect(screen.getByText(/^Nothing was read from .* to .*, while the window was hidden\.$/)).toBeTruthy();
    await come({
      rows: rowsFrom(1, 1, { message: 'after' }),
      total: 1,
      programs: [{ program: 'node', count: count(1) }],
    });
    expect(messages()).toEqual(['message 1', 'message 2', 'after']);
    expect(screen.getByText(/^Nothing was read from /)).toBeTruthy();
    expect(useLog.getState().summary).toMatchObject({ total: 3, programs: [{ program: 'node', count: count(3) }] });
  });

  it('of the past is read to its end also while nobody looks', async () => {
    await show();
    await pick('Firewall, last hour');
    const before = stopped().length;
    await see('hidden');
    await come({ rows: rowsFrom(1, 2), ended: '' });
    await see('visible');
    expect(stopped()).toHaveLength(before);
    expect(screen.getByText('Read to the end')).toBeTruthy();
    expect(messages()).toHaveLength(2);
  });

  it('of the past says how far it is, and can be cancelled', async () => {
    await show();
    await pick('Firewall, last hour');
    await come({ progress: { done: 1, total: 4 } });
    expect(screen.getByText('Reading, 1 of 4')).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('1');
    const before = stopped().length;
    await click('Cancel');
    expect(stopped().slice(before)).toEqual([{ logId: LOG_ID }]);
    expect(screen.getByText('Cancelling')).toBeTruthy();
    await come({ gaps: ['Reading was cancelled. (3 stretches of time)'], ended: '' });
    expect(screen.getByText('Cancelled')).toBeTruthy();
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(screen.queryByText('The firewall wrote nothing in this time')).toBeNull();
    expect(screen.getByText('Reading was cancelled. (3 stretches of time)')).toBeTruthy();
  });

  it('claims an empty past only where all of it was read', async () => {
    await show();
    await pick('Firewall, last hour');
    await come({ total: 0, ended: '' });
    expect(screen.getByText('The firewall wrote nothing in this time')).toBeTruthy();
    await pick('Firewall, last 10 minutes');
    await come({ total: 0, gaps: ['log had not finished after 20 s.'], ended: '' });
    expect(screen.getByText('Read, but not all of it')).toBeTruthy();
    expect(screen.getByText('No row was found')).toBeTruthy();
  });

  it('says what it cannot tell, how it ended and why it did not begin, and begins again', async () => {
    await show();
    const missing = (): string | null => screen.getByRole('list', { name: 'What is missing' }).textContent;
    expect(missing()).toBe('macOS 26 does not write down connections that the firewall let in.');
    await come({ rows: rowsFrom(1, 1), unread: 2, ended: 'log was ended by SIGKILL.' });
    expect(screen.getByText('log was ended by SIGKILL.')).toBeTruthy();
    expect(foot()).toBe('1 row · 2 lines were not understood');
    await click('Start again');
    expect(started()).toHaveLength(2);
    expect(screen.queryByText('Nothing more comes')).toBeNull();
    cleanup();
    await show({ failing: { startLog: 'There is no such container.' } });
    expect(screen.getByText('The log could not be opened')).toBeTruthy();
    expect(screen.getByText('There is no such container.')).toBeTruthy();
    expect(screen.getByText('Not read')).toBeTruthy();
  });
});

describe('the rows of a log', () => {
  it('follow the end as long as it is in sight, and come back to it with a button', async () => {
    await show();
    await come({ rows: rowsFrom(1, 100) });
    expect(grid().scrollTop).toBe(100 * ROW_HEIGHT - ROOM);
    await come({ rows: rowsFrom(101, 100) });
    expect(grid().scrollTop).toBe(200 * ROW_HEIGHT - ROOM);
    expect(messages().at(-1)).toBe('message 200');
    scrollTo(40 * ROW_HEIGHT);
    await come({ rows: rowsFrom(201, 100) });
    expect(grid().scrollTop).toBe(40 * ROW_HEIGHT);
    expect(messages()).toContain('message 41');
    await click('Go to the newest');
    expect(messages().at(-1)).toBe('message 300');
    await come({ rows: rowsFrom(301, 1) });
    expect(grid().scrollTop).toBe(301 * ROW_HEIGHT - ROOM);
    expect(screen.queryByRole('button', { name: 'Go to the newest' })).toBeNull();
  });

  it('are bounded, stay in their place when older ones go, and say how many are not shown', async () => {
    await show();
    await come({ rows: rowsFrom(1, MOST_SHOWN), dropped: 10 });
    scrollTo(2000 * ROW_HEIGHT);
    expect(messages()).toContain('message 2001');
    await come({ rows: rowsFrom(MOST_SHOWN + 1, 400), dropped: 110 });
    // A quarter of them has gone at once.
    expect(useLog.getState().rows).toHaveLength(0.75 * MOST_SHOWN);
    expect(grid().scrollTop).toBe(600 * ROW_HEIGHT);
    expect(messages()).toContain('message 2001');
    expect(foot()).toContain('3,000 rows · 1,510 more are not shown');
    expect(MOST_SHOWN + MOST_HELD).toBeLessThanOrEqual(5_000);
  });

  it('are drawn only where they are in sight, however many come', async () => {
    await show();
    for (let push = 0; push < 60; push += 1) await come({ rows: rowsFrom(push * 400, 400) });
    expect(drawn().length).toBeLessThan(60);
    const { rows, notShown } = useLog.getState();
    expect(rows.length).toBeLessThanOrEqual(MOST_SHOWN);
    expect(rows.length + notShown).toBe(24_000);
    expect(grid().getAttribute('aria-rowcount')).toBe(String(rows.length + 1));
  });

  it('are held back while paused, counted, and shown on resuming', async () => {
    await show();
    await come({ rows: rowsFrom(1, 3) });
    await click('Pause');
    await come({ rows: rowsFrom(4, 240) });
    expect(screen.getByText('Paused')).toBeTruthy();
    expect(screen.getByText('240 new rows')).toBeTruthy();
    expect(messages()).toHaveLength(3);
    await click('Resume');
    expect(useLog.getState().rows).toHaveLength(243);
    expect(screen.getByText('Live')).toBeTruthy();
    await click('Pause');
    for (let push = 0; push < 6; push += 1) await come({ rows: rowsFrom(1000 + push * 400, 400) });
    expect(screen.getByText('2,400 new rows')).toBeTruthy();
    const held = useLog.getState().held.length;
    expect(held).toBeLessThanOrEqual(MOST_HELD);
    expect(held).toBe(750);
    await click('Resume');
    expect(foot()).toContain('993 rows · 1,650 more are not shown');
    await come({ rows: rowsFrom(5000, 1), dropped: 0 });
    expect(foot()).toContain('994 rows · 1,650 more are not shown');
  });

  it('are cleared from the screen, and what was not shown before that is not missed any more', async () => {
    await show();
    await come({ rows: rowsFrom(1, 3), dropped: 70, total: 73 });
    await click('Clear');
    expect(screen.getByText('Nothing yet')).toBeTruthy();
    expect(foot()).toBe('0 rows');
    await come({ rows: rowsFrom(4, 1), dropped: 75, total: 79 });
    expect(foot()).toBe('1 row · 5 more are not shown');
  });

  it('are searched with a slash or ⌘F, narrowed by verdict, and without what the firewall says of itself', async () => {
    await show();
    await come({
      rows: [
        row(1, { message: 'Deny Python' }),
        row(2, { verdict: 'allowed', program: 'OrbStack', message: 'in' }),
        row(3, { verdict: 'asked', message: 'ask' }),
        row(4, { verdict: 'other', program: 'socketfilterfw', message: 'reloaded' }),
      ],
    });
    expect(messages()).toEqual(['Deny Python', 'in', 'ask']);
    expect(foot()).toContain('3 of 4 rows');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Show everything the firewall writes' }));
    expect(messages()).toHaveLength(4);
    for (const [verdict, message] of [
      ['Denied', 'Deny Python'],
      ['Allowed', 'in'],
      ['Asked', 'ask'],
    ] as const) {
      fireEvent.click(screen.getByRole('radio', { name: verdict }));
      expect(messages()).toEqual([message]);
    }
    fireEvent.click(screen.getByRole('radio', { name: 'All' }));
    fireEvent.keyDown(document.body, { key: 'f', metaKey: true });
    expect(document.activeElement).toBe(search());
    fireEvent.change(search(), { target: { value: 'orbstack' } });
    expect(messages()).toEqual(['in']);
    fireEvent.keyDown(search(), { key: 'Escape' });
    expect(messages()).toHaveLength(4);
    fireEvent.change(search(), { target: { value: 'nothing of the kind' } });
    await click('Show all rows');
    expect(messages()).toHaveLength(4);
  });

  it('say so where only the firewall itself has spoken', async () => {
    await show();
    await come({ rows: rowsFrom(1, 12, { verdict: 'other' }) });
    expect(screen.getByText('The firewall wrote 12 lines about itself.')).toBeTruthy();
    await click('Show everything');
    expect(messages()).toHaveLength(12);
  });

  it('tell the verdict in words and the ends of a connection only where some row has them', async () => {
    await show();
    await come({ rows: [row(1)] });
    const headings = (): (string | null)[] => screen.getAllByRole('columnheader').map(({ textContent }) => textContent);
    expect(headings()).toEqual(['Time', 'Verdict', 'Program', 'Message']);
    expect(within(grid()).getByText('Denied')).toBeTruthy();
    await come({ rows: [row(2, { from: '192.168.1.31:52113', to: 'port 3030 tcp' })] });
    expect(headings()).toEqual(['Time', 'Verdict', 'Program', 'From', 'To', 'Message']);
  });

  it('are gone through with the keys; the selected one is shown in whole and stays while others come', async () => {
    await show();
    await come({ rows: rowsFrom(1, 100, { message: 'm'.repeat(3000) }) });
    const press = (key: string): boolean => fireEvent.keyDown(grid(), { key });
    const at = (): string | undefined =>
      grid().querySelector('[aria-selected="true"]')?.getAttribute('aria-rowindex') ?? undefined;
    press('ArrowUp');
    expect(at()).toBe('101');
    press('PageUp');
    press('ArrowDown');
    expect(Number(at())).toBeLessThan(90);
    press('Home');
    expect([at(), grid().scrollTop]).toEqual(['2', 0]);
    press('End');
    expect([at(), grid().scrollTop]).toEqual(['101', 100 * ROW_HEIGHT - ROOM]);
    press('ArrowUp');
    const detail = within(screen.getByRole('region', { name: 'The selected row' }));
    expect(detail.getByText('m'.repeat(3000))).toBeTruthy();
    const before = grid().scrollTop;
    await come({ rows: rowsFrom(101, 400) });
    expect([at(), grid().scrollTop]).toEqual(['100', before]);
    await click('Copy the row');
    expect(fake.argumentsOf('copyText')).toEqual([{ text: expect.stringContaining('denied\tnode\tm') as string }]);
    press('Escape');
    expect(screen.queryByRole('region', { name: 'The selected row' })).toBeNull();
    fireEvent.change(search(), { target: { value: 'm' } });
    press('Escape');
    expect(search().value).toBe('');
  });
});

describe('the export of a log', () => {
  const exporting = async (format: string): Promise<void> => {
    await click(/^Export…/);
    fireEvent.click(screen.getByRole('menuitem', { name: format }));
    await settle();
  };

  it('says where it lies', async () => {
    await show({ file: { kind: 'done', path: '/Users/mia/Desktop/batten-log.csv' } });
    await come({ rows: rowsFrom(1, 1) });
    await exporting('CSV…');
    expect(fake.argumentsOf('exportLog')).toEqual([{ logId: LOG_ID, format: 'csv' }]);
    expect(screen.getByText('/Users/mia/Desktop/batten-log.csv')).toBeTruthy();
    await exporting('JSON lines…');
    expect(fake.argumentsOf('exportLog').at(-1)).toEqual({ logId: LOG_ID, format: 'ndjson' });
    await click('Dismiss');
    expect(screen.queryByText('/Users/mia/Desktop/batten-log.csv')).toBeNull();
  });

  it('says why there is none, and nothing where the person has thought better of it', async () => {
    await show({ file: { kind: 'refused', reason: 'the disk is full' } });
    await come({ rows: rowsFrom(1, 1) });
    await exporting('CSV…');
    expect(screen.getByText('Nothing was written. The disk is full.')).toBeTruthy();
    fake.world.file = { kind: 'cancelled' };
    await exporting('CSV…');
    expect(screen.queryByText(/Nothing was written/)).toBeNull();
    fake.world.failing = { exportLog: 'This log is not open any more.' };
    await exporting('CSV…');
    expect(screen.getByText('Nothing was written. This log is not open any more.')).toBeTruthy();
  });

  it('is not offered where nothing has come', async () => {
    await show();
    expect(screen.getByRole('button', { name: /^Export…/ }).hasAttribute('disabled')).toBe(true);
  });
});

describe('the chart of a log', () => {
  const TEN = Date.UTC(2026, 10, 22, 10);
  const HOUR = 3_600_000;
  const hours = [
    { at: TEN, count: count(12, 3, 1) },
    { at: TEN + 2 * HOUR, count: count(0, 7) },
  ];
  const programs = [
    { program: 'socketfilterfw', count: count(0, 0, 0, 900) },
    { program: 'OrbStack', count: count(2, 7) },
    { program: 'node', count: count(10, 3, 1) },
  ];

  it('is not there where nothing was decided', async () => {
    await show();
    await come({ hours: [{ at: TEN, count: count(0, 0, 0, 40) }], programs: programs.slice(0, 1) });
    expect(screen.queryByRole('region', { name: 'How much of what' })).toBeNull();
  });

  it('is also a table, with the hours in which nothing came', async () => {
    await show();
    await come({ hours, programs });
    const table = within(screen.getByRole('table', { name: 'Each hour' }));
    const cells = table.getAllByRole('row').map((one) =>
      within(one)
        .queryAllByRole('cell')
        .map((cell) => cell.textContent),
    );
    expect(cells).toEqual([[], ['12', '3', '1'], ['0', '0', '0'], ['0', '7', '0']]);
  });

  it('draws each verdict in a way of its own, and says the numbers of the hour that the keys lead to', async () => {
    await show();
    await come({ hours, programs });
    const fills = [...document.querySelectorAll('.log-bars .bar')].map((bar) => bar.getAttribute('fill'));
    expect(new Set(fills).size).toBe(3);
    const chart = screen.getByRole('group', { name: /^Each hour/ });
    const said = (): string | null => within(chart).getByRole('status').textContent;
    fireEvent.keyDown(chart, { key: 'Home' });
    expect(said()).toContain('12 denied, 3 allowed, 1 asked');
    fireEvent.keyDown(chart, { key: 'ArrowRight' });
    expect(said()).toContain('0 denied, 0 allowed, 0 asked');
    fireEvent.keyDown(chart, { key: 'End' });
    expect(said()).toContain('0 denied, 7 allowed, 0 asked');
    fireEvent.keyDown(chart, { key: 'Escape' });
    expect(said()).toBe('');
  });

  it('names the programs with the most decisions and leads to their rows', async () => {
    await show();
    await come({ hours, programs, rows: [row(1, { program: 'OrbStack' }), row(2)] });
    const list = screen.getByRole('heading', { name: 'Top programs' }).parentElement as HTMLElement;
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['node10 denied · 3 allowed · 1 asked', 'OrbStack2 denied · 7 allowed']);
    fireEvent.click(within(list).getByRole('button', { name: /OrbStack/ }));
    expect(search().value).toBe('OrbStack');
    expect(messages()).toEqual(['message 1']);
  });

  it('adds up what came before and after the window was hidden', () => {
    const one = {
      total: 5,
      unread: 1,
      programs: [{ program: 'a', count: count(1) }],
      hours: [{ at: 2, count: count(1) }],
    };
    const other = {
      total: 7,
      unread: 0,
      programs: [
        { program: 'b', count: count(4) },
        { program: 'a', count: count(0, 1) },
      ],
      hours: [
        { at: 1, count: count(2) },
        { at: 2, count: count(3) },
      ],
    };
    expect(addedCounts(one, other)).toEqual({
      total: 12,
      unread: 1,
      programs: [
        { program: 'b', count: count(4) },
        { program: 'a', count: count(1, 1) },
      ],
      hours: [
        { at: 1, count: count(2) },
        { at: 2, count: count(4) },
      ],
    });
  });
});

describe('the words of logs and connections', () => {
  const stringsIn = (value: unknown): readonly string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'function') return [String(value)];
    return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : [];
  };

  it('are plain', () => {
    const all = stringsIn([{ ...logWords }, { ...connectionWords }]);
    expect(all.filter((text) => /\b(oops|please|success(fully)?|at risk|score|secure)\b/i.test(text))).toEqual([]);
    expect(all.filter((text) => /[a-z]\.\.\./i.test(text))).toEqual([]);
  });
});
