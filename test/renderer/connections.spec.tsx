// @vitest-environment happy-dom
import { act, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionRow, ConnectionsView } from '../../src/shared/exposure-views';
import type { FakeApi, FakeWorld } from './fake-api';
import { close, open, settle } from './render';

const connection = (number: number, more: Partial<ConnectionRow> = {}): ConnectionRow => ({
  id: `tcp ${number}`,
  program: 'node',
  pid: 1000 + number,
  local: `192.168.1.20:${50_000 + number}`,
  remote: `17.253.144.${number}:443`,
  where: 'Internet',
  protocol: 'TCP',
  state: 'ESTABLISHED',
  incoming: false,
  ...more,
});
const viewOf = (rows: readonly ConnectionRow[], more: Partial<ConnectionsView> = {}): ConnectionsView => ({
  takenAt: Date.now(),
  rows,
  gaps: [],
  unread: [],
  ...more,
});
const THREE = [
  connection(10, { program: 'Safari' }),
  connection(9, { program: 'sshd', where: 'Local network', remote: '192.168.1.71:60114', incoming: true }),
  connection(2, { program: 'cloudflared', where: 'This Mac', remote: '127.0.0.1:3100', protocol: 'UDP', state: '' }),
];
const many = (number: number): readonly ConnectionRow[] =>
  Array.from({ length: number }, (_, index) => connection(index, { program: 'node', remote: `10.0.0.1:${index}` }));

async function show(
  rows: readonly ConnectionRow[],
  more: Partial<ConnectionsView> = {},
  world: Partial<FakeWorld> = {},
) {
  const fake = await open({ ...world, connections: viewOf(rows, more) });
  fireEvent.click(screen.getByRole('button', { name: 'Connections' }));
  await settle();
  return fake;
}
const grid = (): HTMLElement => screen.getByRole('grid', { name: 'Connections' });
const drawn = (): HTMLElement[] => within(grid()).getAllByRole('row').slice(1);
const cellsOf = (row: HTMLElement | undefined): (string | null)[] =>
  within(row as HTMLElement)
    .getAllByRole('gridcell')
    .map(({ textContent }) => textContent);
const programs = (): (string | undefined)[] => drawn().map((row) => cellsOf(row)[0]?.replace(/\d+$/, ''));
const selected = (): HTMLElement | null => grid().querySelector('[aria-selected="true"]');
const press = (key: string, on: Element = grid()): boolean => fireEvent.keyDown(on, { key });
const asked = (fake: FakeApi): number => fake.argumentsOf('getConnections').length;
const search = (): HTMLInputElement => screen.getByRole('searchbox', { name: 'Search connections' });

describe('the connections', () => {
  afterEach(() => {
    vi.useRealTimers();
    close();
  });

  it('say program, both ends, where, direction and state in words', async () => {
    await show(THREE);
    expect(drawn().map(cellsOf)).toEqual([
      ['cloudflared1002', '127.0.0.1:3100', 'This Mac', 'Outgoing', '192.168.1.20:50002', 'UDP'],
      ['Safari1010', '17.253.144.10:443', 'Internet', 'Outgoing', '192.168.1.20:50010', 'TCP, established'],
      ['sshd1009', '192.168.1.71:60114', 'Local network', 'Incoming', '192.168.1.20:50009', 'TCP, established'],
    ]);
    expect(screen.getByText('3 connections')).toBeTruthy();
  });

  it('are read when the screen opens, with the button, and with ⌘R in place of the whole check', async () => {
    const fake = await show(THREE);
    expect(asked(fake)).toBe(1);
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await settle();
    expect(asked(fake)).toBe(2);
    fireEvent.keyDown(document.body, { key: 'r', metaKey: true });
    await settle();
    expect(asked(fake)).toBe(3);
    expect(fake.argumentsOf('refresh')).toEqual([]);
  });

  it('are read every five seconds when wanted, and only while somebody can look', async () => {
    const visible = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
    const fake = await show(THREE);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const wait = async (ms: number): Promise<number> => {
      act(() => void vi.advanceTimersByTime(ms));
      await settle();
      return asked(fake);
    };
    expect(await wait(60_000)).toBe(1);
    const automatic = screen.getByRole('switch', { name: 'Refresh every 5 seconds' });
    fireEvent.click(automatic);
    await settle();
    expect(await wait(4_900)).toBe(2);
    expect(await wait(200)).toBe(3);
    expect(await wait(5_000)).toBe(4);
    visible.mockReturnValue('hidden');
    expect(await wait(60_000)).toBe(4);
    visible.mockReturnValue('visible');
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    await settle();
    expect(asked(fake)).toBe(5);
    fireEvent.click(automatic);
    expect(await wait(60_000)).toBe(5);
  });

  it('are sorted by each heading, numbers as numbers, and the other way round', async () => {
    await show(THREE);
    const heading = (name: string): HTMLElement => screen.getByRole('columnheader', { name });
    const sortBy = (name: string): void => void fireEvent.click(within(heading(name)).getByRole('button'));
    expect(heading('Program').getAttribute('aria-sort')).toBe('ascending');
    sortBy('This Mac’s end');
    expect(programs()).toEqual(['cloudflared', 'sshd', 'Safari']);
    sortBy('This Mac’s end');
    expect(heading('This Mac’s end').getAttribute('aria-sort')).toBe('descending');
    expect(programs()).toEqual(['Safari', 'sshd', 'cloudflared']);
    for (const [name, first] of [
      ['Other end', 'Safari'],
      ['Where', 'Safari'],
      ['Direction', 'sshd'],
      ['State', 'Safari'],
    ] as const) {
      sortBy(name);
      expect(programs()[0], name).toBe(first);
    }
  });

  it('are narrowed by place and by text; Esc takes the text away', async () => {
    await show([...THREE, connection(4, { program: 'tailscaled', where: 'Tailscale' })]);
    const parts = within(screen.getByRole('radiogroup', { name: 'Which connections' })).getAllByRole('radio');
    expect(parts.map((one) => one.parentElement?.textContent)).toEqual([
      'All',
      'Incoming',
      'Internet',
      'Local network',
      'This Mac',
      'Tailscale',
    ]);
    fireEvent.click(screen.getByRole('radio', { name: 'Incoming' }));
    expect(programs()).toEqual(['sshd']);
    expect(screen.getByText('1 of 4 connections')).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: 'This Mac' }));
    expect(programs()).toEqual(['cloudflared']);
    press('/', document.body);
    expect(document.activeElement).toBe(search());
    fireEvent.change(search(), { target: { value: 'SAFARI' } });
    expect(screen.getByText('Nothing here matches')).toBeTruthy();
    press('Escape', search());
    expect(programs()).toEqual(['cloudflared']);
    fireEvent.change(search(), { target: { value: 'nowhere' } });
    fireEvent.click(screen.getByRole('button', { name: 'Show all connections' }));
    expect(drawn()).toHaveLength(4);
  });

  it('keep what is selected and what is in sight when they are read again', async () => {
    const before = many(300);
    const fake = await show(before);
    press('ArrowDown');
    press('PageDown');
    const name = selected()?.textContent;
    expect(name).toContain('node');
    grid().scrollTop = 100 * 28;
    fireEvent.scroll(grid());
    const above = Array.from({ length: 10 }, (_, index) => connection(900 + index, { program: 'a program before' }));
    fake.world.connections = viewOf([...above, ...before.slice(0, 250)]);
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await settle();
    expect(grid().scrollTop).toBe(110 * 28);
    grid().scrollTop = 0;
    fireEvent.scroll(grid());
    expect(programs()[0]).toBe('a program before');
    for (let page = 0; page < 3 && selected() === null; page += 1) {
      grid().scrollTop += 300;
      fireEvent.scroll(grid());
    }
    expect(selected()?.textContent).toBe(name);
    expect(screen.getByRole('region', { name: 'The selected connection' })).toBeTruthy();
  });

  it('are gone through with the keys, and said in whole where they are cut', async () => {
    const fake = await show(THREE);
    press('ArrowDown');
    expect(selected()?.id).toBe(grid().getAttribute('aria-activedescendant'));
    expect(programs()[0]).toBe('cloudflared');
    press('End');
    const about = within(screen.getByRole('region', { name: 'The selected connection' }));
    const words =
      '192.168.1.71:60114 (Local network) is connected to 192.168.1.20:50009 on this Mac: sshd, process 1009.';
    expect(about.getByText(`${words} TCP, established.`)).toBeTruthy();
    fireEvent.click(about.getByRole('button', { name: 'Copy the connection' }));
    await settle();
    expect(fake.argumentsOf('copyText')).toEqual([{ text: `${words} TCP, established.` }]);
    press('Escape');
    expect(selected()).toBeNull();
  });

  it('draw only what is in sight of three thousand', async () => {
    await show(many(3000));
    expect(grid().getAttribute('aria-rowcount')).toBe('3001');
    expect(drawn().length).toBeLessThan(60);
    press('End');
    expect(drawn().at(-1)?.getAttribute('aria-rowindex')).toBe('3001');
    expect(drawn().length).toBeLessThan(60);
    press('Home');
    expect(drawn()[0]?.getAttribute('aria-rowindex')).toBe('2');
  });

  it('say what could not be read, line by line', async () => {
    await show(THREE, {
      gaps: [{ what: 'Programs of other accounts', reason: 'lsof lists only what belongs to you.' }],
      unread: ['tcp4 0 0 ??', 'garbled'],
    });
    const missing = within(screen.getByRole('list', { name: 'What could not be read' }));
    expect(missing.getByText('Programs of other accounts: lsof lists only what belongs to you.')).toBeTruthy();
    expect(missing.getByText('2 lines of the system’s tools were not understood.')).toBeTruthy();
    expect(missing.getByText(/garbled/)).toBeTruthy();
  });

  it('are nothing only when everything could be read', async () => {
    await show([]);
    expect(screen.getByText('Nothing is connected now')).toBeTruthy();
    for (const more of [{ gaps: [{ what: 'Sockets', reason: 'netstat did not answer.' }] }, { unread: ['?'] }]) {
      await show([], more);
      expect(screen.queryByText('Nothing is connected now')).toBeNull();
      expect(screen.getByText('No connection was found')).toBeTruthy();
    }
  });

  it('say why they could not be read, and ask again', async () => {
    const fake = await show([], {}, { failing: { getConnections: 'the Mac did not answer in 5 s' } });
    expect(screen.getByText('The connections could not be read')).toBeTruthy();
    expect(screen.getByText(/The Mac did not answer in 5 s\./)).toBeTruthy();
    expect(screen.queryByText('Nothing is connected now')).toBeNull();
    fake.world.failing = {};
    fake.world.connections = viewOf(THREE);
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await settle();
    expect(drawn()).toHaveLength(3);
    fake.world.failing = { getConnections: 'reading was ended' };
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await settle();
    expect(drawn()).toHaveLength(3);
    expect(screen.getByRole('alert').textContent).toContain('the latest reading failed. Reading was ended.');
  });
});
