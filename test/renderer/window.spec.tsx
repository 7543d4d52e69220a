// @vitest-environment happy-dom
import { act, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { SITUATIONS } from './harness/situations';
import { close, open, settle } from './render';

const list = () => screen.getByRole('group', { name: 'Checks' });
const detail = (name: string) => screen.getByRole('region', { name });
const row = (name: RegExp): HTMLElement => within(list()).getByRole('button', { name });

describe('the window', () => {
  afterEach(close);

  it('counts in the sidebar only where something needs a look', async () => {
    await open(SITUATIONS['two']);
    const names = within(screen.getByRole('navigation'))
      .getAllByRole('button')
      .map((one) => one.ariaLabel ?? one.getAttribute('aria-label'));
    expect(names).toEqual([
      'Everything, 2 items need a look',
      'Firewall',
      'Remote access, 1 item needs a look',
      'Sharing, 1 item needs a look',
      'Wireless',
      'Integrity',
      'Exposure, 5 items need a look',
      'Connections',
      'Logs',
      'History',
      'Settings',
    ]);
  });

  it('has one entry called Exposure, whose checks are counted with everything', async () => {
    await open(SITUATIONS['exposed']);
    const navigation = within(screen.getByRole('navigation'));
    expect(navigation.getAllByRole('button', { name: /^Exposure/ })).toHaveLength(1);
    expect(navigation.getByRole('button', { name: 'Everything, 11 items need a look' })).toBeTruthy();
    fireEvent.click(row(/^Service bindings/));
    await settle();
    fireEvent.click(within(detail('Service bindings')).getByRole('button', { name: 'Show services' }));
    await settle();
    expect(screen.getByRole('region', { name: 'Exposure' })).toBeTruthy();
  });

  it('counts the checks of services where the services themselves cannot be read', async () => {
    await open(SITUATIONS['exposed-failing']);
    expect(screen.getByRole('button', { name: 'Exposure, 2 items need a look' })).toBeTruthy();
  });

  it('opens the first row that needs a look, with what is and what is wanted', async () => {
    await open(SITUATIONS['two']);
    const pane = within(detail('Remote Login'));
    expect(pane.getByText(/Remote Login is on\. Anyone with an account/)).toBeTruthy();
    expect(pane.getByText('Wanted').nextElementSibling?.textContent).toBe('Off');
    expect(pane.getByText('exit status 0 · 14 ms')).toBeTruthy();
  });

  it('goes through the rows with the arrows, ticks with space, and selects all with ⌘A', async () => {
    await open(SITUATIONS['mixed']);
    fireEvent.keyDown(row(/^Firewall/), { key: 'ArrowDown' });
    await settle();
    expect(document.activeElement?.getAttribute('data-row')).toBe('firewall-stealth');
    fireEvent.keyDown(row(/^Stealth/), { key: ' ' });
    expect(screen.getByRole('button', { name: 'Review and fix (1)…' })).toBeTruthy();
    fireEvent.keyDown(row(/^Stealth/), { key: 'a', metaKey: true });
    expect(within(list()).getAllByRole('checkbox', { checked: true })).toHaveLength(7);
    fireEvent.keyDown(row(/^Stealth/), { key: 'Escape' });
    expect(within(list()).queryAllByRole('checkbox', { checked: true })).toHaveLength(0);
  });

  it('refreshes with ⌘R and goes to an area with ⌘ and its number', async () => {
    const fake = await open(SITUATIONS['two']);
    fireEvent.keyDown(document, { key: 'r', metaKey: true });
    fireEvent.keyDown(document, { key: '3', metaKey: true });
    await settle();
    expect(fake.calls.some(({ name }) => name === 'refresh')).toBe(true);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Remote access');
    fireEvent.keyDown(document, { key: '7', metaKey: true });
    await settle();
    expect(screen.getByRole('region', { name: 'Exposure' })).toBeTruthy();
  });

  it('offers nothing for a managed setting and says who manages it', async () => {
    await open(SITUATIONS['mixed']);
    fireEvent.click(row(/^Screen Sharing/));
    await settle();
    const pane = within(detail('Screen Sharing'));
    expect(pane.getByText(/Managed by the profile “Company baseline”/)).toBeTruthy();
    expect(pane.queryByRole('button', { name: /…$/ })).toBeNull();
    expect(within(list()).queryByRole('checkbox', { name: 'Tick Screen Sharing' })).toBeNull();
  });

  it('shows why something cannot be checked, and the text that was read', async () => {
    await open(SITUATIONS['mixed']);
    fireEvent.click(row(/^AirPlay/));
    await settle();
    const pane = within(detail('AirPlay Receiver'));
    expect(pane.getByText('{"SPAirPlay": [')).toBeTruthy();
    expect(pane.getByText('Cannot be read')).toBeTruthy();
    expect(pane.getByRole('button', { name: 'Check again' })).toBeTruthy();
    expect(pane.queryByRole('button', { name: 'Apply…' })).toBeNull();
  });

  it('shows the steps of what only a person can do, opens the settings and watches', async () => {
    const fake = await open(SITUATIONS['mixed']);
    fireEvent.click(row(/^Media Sharing/));
    await settle();
    const pane = within(detail('Media Sharing'));
    expect(pane.getByText('Turn Media Sharing off.')).toBeTruthy();
    fireEvent.click(pane.getByRole('button', { name: 'Open settings…' }));
    await settle();
    expect(fake.argumentsOf('doByHand')).toEqual([{ taskId: 'media-sharing' }]);
    expect(pane.getByText(/Batten is watching for the change/)).toBeTruthy();
  });

  it('shows no unreadable row with the ok glyph', async () => {
    await open(SITUATIONS['unknown']);
    expect(list().querySelectorAll('[data-status="unknown"]')).toHaveLength(13);
    expect(document.querySelectorAll('[data-status="compliant"]')).toHaveLength(0);
  });

  it('follows what the popover asks for', async () => {
    const fake = await open(SITUATIONS['mixed']);
    await act(async () => fake.push('showRequested', { taskId: 'airdrop', review: true }));
    await settle();
    expect(screen.getByRole('dialog', { name: 'Review changes' })).toBeTruthy();
    expect(fake.argumentsOf('preparePlan')).toEqual([{ taskIds: ['airdrop'] }]);
  });

  it('opens the way back of a run when the menu asks for it', async () => {
    const fake = await open(SITUATIONS['mixed']);
    await act(async () => fake.push('showRequested', { rollback: 9 }));
    await settle();
    expect(fake.argumentsOf('prepareRollback')).toEqual([{ run: 9 }]);
    expect(screen.getByRole('button', { name: 'Roll back 2 changes…' })).toBeTruthy();
  });

  it('starts a new journal only after a second look', async () => {
    const fake = await open(SITUATIONS['notices']);
    fireEvent.click(screen.getByRole('button', { name: 'Start a new journal…' }));
    expect(fake.argumentsOf('startNewJournal')).toHaveLength(0);
    fireEvent.click(screen.getByRole('button', { name: 'Start a new journal' }));
    await settle();
    expect(screen.queryByRole('status', { name: 'Batten only reads for now' })).toBeNull();
  });

  it.each(Object.keys(SITUATIONS))('shows the situation "%s" on every page', async (situation) => {
    await open(SITUATIONS[situation]);
    for (const page of ['History', 'Settings']) {
      fireEvent.click(screen.getByRole('button', { name: page }));
      await settle();
      expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(page);
    }
  });

  it('says in the settings what each way of asking means, and shows what the main process confirmed', async () => {
    const fake = await open(SITUATIONS['login-note']);
    fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
    await settle();
    fireEvent.click(screen.getByRole('radio', { name: /^osascript/ }));
    await settle();
    expect(fake.argumentsOf('changeSettings')).toEqual([{ elevationBackend: 'osascript' }]);
    expect(screen.getByRole('radio', { name: /^osascript/ })).toHaveProperty('checked', true);
    expect(screen.getByText(/macOS waits for your approval/)).toBeTruthy();
  });

  it('lists runs newest first and rolls one back through the review', async () => {
    const fake = await open(SITUATIONS['mixed']);
    fireEvent.click(screen.getByRole('button', { name: 'History' }));
    await settle();
    expect(screen.getAllByRole('article').map((one) => one.getAttribute('aria-label'))).toEqual([
      'Run 12',
      'Run 11',
      'Run 10',
      'Run 9',
    ]);
    fireEvent.click(screen.getByRole('button', { name: 'Roll back… Run 9' }));
    await settle();
    expect(fake.argumentsOf('prepareRollback')).toEqual([{ run: 9 }]);
    expect(screen.getByRole('dialog', { name: 'Roll back run 9' })).toBeTruthy();
  });

  it('offers no rollback from a damaged journal', async () => {
    await open(SITUATIONS['damaged']);
    fireEvent.click(screen.getByRole('button', { name: 'History' }));
    await settle();
    expect(screen.getByRole('alert', { name: 'The journal is damaged' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Roll back/ })).toBeNull();
  });
});
