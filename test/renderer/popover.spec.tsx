// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { rowsWithExposure } from './exposure-fixtures';
import { snapshotOf } from './fixtures';
import { SITUATIONS } from './harness/situations';
import { close, open, settle } from './render';

const popover = (situation: string) => open({ ...SITUATIONS[situation], surface: 'popover' });
const heading = (): string | null => screen.getByRole('heading', { level: 1 }).textContent;

describe('the popover', () => {
  afterEach(close);

  it.each([
    ['two', '2 things can be reached from your network'],
    ['fine', 'This Mac is hardened as you wanted'],
    ['unknown', '13 things cannot be checked'],
    ['nothing-checked', 'Nothing has been checked yet'],
    ['first-check', 'Checking this Mac'],
    ['nothing', 'No check applies to this Mac'],
  ])('in the situation "%s" says: %s', async (situation, words) => {
    await popover(situation);
    expect(heading()).toBe(words);
  });

  it('shows the worst three rows, and what is left in one line', async () => {
    await popover('mixed');
    expect(screen.getAllByRole('listitem')).toHaveLength(3);
    expect(screen.queryByText('Stealth mode is off')).toBeNull();
    expect(screen.getByRole('button', { name: '5 more to look at · 3 are fine' })).toBeTruthy();
  });

  it('opens the review of one row, of all, or the window', async () => {
    const fake = await popover('two');
    fireEvent.click(screen.getByRole('button', { name: 'Fix… Remote Login' }));
    fireEvent.click(screen.getByRole('button', { name: 'Review and fix (2)…' }));
    fireEvent.click(screen.getByRole('button', { name: 'Open' }));
    await settle();
    expect(fake.argumentsOf('showWindow')).toEqual([{ taskId: 'remote-login', review: true }, { review: true }, {}]);
  });

  it('leads to the list of services where one of their checks is not as wanted', async () => {
    const fake = await open({ surface: 'popover', snapshot: snapshotOf(rowsWithExposure(false)) });
    expect(screen.queryByRole('button', { name: 'Fix… Service bindings' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Show Service bindings' }));
    fireEvent.click(screen.getByRole('button', { name: 'Show Tunnel origins' }));
    await settle();
    expect(fake.argumentsOf('showWindow')).toEqual([{ exposure: true }, { exposure: true }]);
  });

  it('asks why, not to fix, where something cannot be checked', async () => {
    const fake = await popover('unknown');
    expect(screen.queryByRole('button', { name: /Review and fix/ })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Why Firewall' }));
    await settle();
    expect(fake.argumentsOf('showWindow')).toEqual([{ taskId: 'firewall' }]);
  });

  it('shows the most recent changes when all is fine', async () => {
    await popover('fine');
    const changes = within(screen.getByRole('region', { name: 'Most recent changes' })).getAllByRole('listitem');
    expect(changes.map((one) => one.querySelector('.secondary')?.textContent)).toEqual([
      'On → Off, rolled back',
      'On → Off',
      'Off → On',
    ]);
  });

  it('says that the Mac is simulated, that it only reads, that a run was cut off, that the icon is hidden', async () => {
    const fake = await popover('notices');
    expect(screen.getByText('Simulated Mac: nothing here touches this computer')).toBeTruthy();
    expect(screen.getByRole('status', { name: 'Batten only reads for now' })).toBeTruthy();
    expect(screen.getByRole('status', { name: 'macOS is hiding the Batten icon' })).toBeTruthy();
    expect(screen.getByRole('button', { name: /Review and fix/ })).toHaveProperty('disabled', true);
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    await settle();
    expect(fake.calls.some(({ name }) => name === 'dismissRecovered')).toBe(true);
    expect(screen.queryByText('Run 12 was cut off')).toBeNull();
  });

  it('refreshes, shows how far it is, and stops', async () => {
    const fake = await popover('two');
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await settle();
    expect(screen.getByText('Checking, 12 of 40')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Stop checking' }));
    await settle();
    expect(fake.calls.map(({ name }) => name)).toEqual(['getSnapshot', 'refresh', 'cancelRefresh']);
  });

  it('closes on Esc', async () => {
    const fake = await popover('two');
    fireEvent.keyDown(document, { key: 'Escape' });
    await settle();
    expect(fake.calls.at(-1)?.name).toBe('hidePopover');
  });

  it('says calmly what failed and what to do', async () => {
    await open({ ...SITUATIONS['two'], surface: 'popover', failing: { refresh: 'a change is under way' } });
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await settle();
    const alert = screen.getByRole('alert', { name: 'The check could not begin' });
    expect(alert.textContent).toContain('A change is under way. What is shown is from the check before.');
    fireEvent.click(within(alert).getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
