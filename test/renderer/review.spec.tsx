// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeWorld } from './fake-api';
import { rowsWith, snapshotOf } from './fixtures';
import { SITUATIONS } from './harness/situations';
import { close, open, settle } from './render';

const sheet = () => within(screen.getByRole('dialog'));
const row = (name: RegExp): HTMLInputElement => sheet().getByRole('checkbox', { name });
const press = async (name: string | RegExp): Promise<void> => {
  fireEvent.click(sheet().getByRole('button', { name }));
  await settle();
};

async function review(world: Partial<FakeWorld> = SITUATIONS['mixed'] ?? {}) {
  const fake = await open(world);
  const opener = screen.getByRole('button', { name: /^Review and fix \(\d+\)…$/ });
  opener.focus();
  fireEvent.click(opener);
  await settle();
  return { fake, opener };
}

describe('the review sheet', () => {
  afterEach(close);

  it('groups what would change and never ticks for the person what can lock them out', async () => {
    const { fake } = await review();
    expect(
      sheet()
        .getAllByRole('heading', { level: 3 })
        .map((one) => one.textContent),
    ).toEqual(['Safe', 'May interrupt', 'Can lock you out', 'By hand']);
    expect(row(/Turn off Bluetooth/).checked).toBe(false);
    expect(sheet().getByText('5 changes · macOS will ask for an administrator password once')).toBeTruthy();
    const last = fake.argumentsOf('preparePlan').at(-1) as { taskIds: string[] };
    expect(last.taskIds).not.toContain('bluetooth');
  });

  it('prepares the plan again with what is left when a row is un-ticked, and puts the old plan aside', async () => {
    const { fake } = await review();
    const before = fake.argumentsOf('preparePlan').length;
    fireEvent.click(row(/Turn off Remote Login/));
    await settle();
    expect(fake.argumentsOf('preparePlan')).toHaveLength(before + 1);
    expect((fake.argumentsOf('preparePlan').at(-1) as { taskIds: string[] }).taskIds).toEqual([
      'firewall',
      'firewall-stealth',
      'smb-guest-access',
      'media-sharing',
      'airdrop',
    ]);
    expect(fake.argumentsOf('discardPlan')).toHaveLength(before);
    expect(sheet().getByRole('button', { name: 'Apply 4 changes…' })).toBeTruthy();
    expect(row(/Turn off Remote Login/).checked).toBe(false);
  });

  it('asks a second time, naming the consequence, before what can lock the person out', async () => {
    const { fake } = await review();
    fireEvent.click(row(/Turn off Bluetooth/));
    await settle();
    const apply = sheet().getByRole('button', { name: 'Apply 6 changes…' });
    expect(apply).toHaveProperty('disabled', true);
    expect(sheet().getByRole('button', { name: 'Cancel' }).className).toContain('primary');
    const guard = row(/another way to control this Mac.*A Bluetooth keyboard, mouse or headset stops working at once/);
    expect(guard.checked).toBe(false);
    fireEvent.click(guard);
    fireEvent.click(apply);
    await settle();
    expect(fake.argumentsOf('approvePlan')).toEqual([{ planId: expect.any(String) as string, confirmed: true }]);
  });

  it('takes Return as Cancel while a lock-out is unconfirmed', async () => {
    const { fake } = await review();
    fireEvent.click(row(/Turn off Bluetooth/));
    await settle();
    fireEvent.keyDown(sheet().getByRole('heading', { level: 2 }), { key: 'Enter' });
    await settle();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(fake.argumentsOf('approvePlan')).toEqual([]);
  });

  it('shows the exact script with the lines of the row in hand, and the way back', async () => {
    await review();
    fireEvent.mouseEnter(row(/stealth mode/).closest('li') as HTMLElement);
    const marked = () => [...document.querySelectorAll('.script [data-marked="true"]')].map((one) => one.textContent);
    expect(marked()[0]).toContain('Stealth mode: On');
    fireEvent.click(sheet().getByRole('radio', { name: 'Take back' }));
    expect(marked()[0]).toContain('Stealth mode: Off');
  });

  it('says after a declined dialog that nothing was changed, and why that may be', async () => {
    await review(SITUATIONS['declined']);
    await press('Apply 5 changes…');
    expect(sheet().getByRole('heading', { level: 2 }).textContent).toBe('Nothing was changed');
    expect(sheet().getByText(/not granted, or the dialog could not be shown/)).toBeTruthy();
    expect(sheet().queryByRole('button', { name: /Undo/ })).toBeNull();
    await press('Try again');
    expect(sheet().getByRole('button', { name: 'Apply 5 changes…' })).toBeTruthy();
  });

  it('does not claim that nothing was changed when a row cannot be read', async () => {
    await review({
      ...SITUATIONS['mixed'],
      ending: (plan, run) => ({
        kind: 'declined',
        run,
        detail: '',
        rows: plan.rows.map(({ taskId, name, now, after }) => ({
          taskId,
          name,
          outcome: 'cannot-verify',
          before: now,
          after,
          now: '',
          detail: 'no answer',
        })),
      }),
    });
    await press('Apply 5 changes…');
    expect(screen.queryByText(/Nothing was changed/)).toBeNull();
    expect(sheet().getByText(/look at the rows/)).toBeTruthy();
  });

  it('shows each row as it was read, and undoes one or all', async () => {
    const { fake } = await review(SITUATIONS['partial']);
    await press('Apply 5 changes…');
    expect(sheet().getByRole('heading', { level: 2 }).textContent).toBe('1 of 4 changes verified');
    for (const words of ['Verified', 'Not applied', 'Cannot be verified', 'Changed to something else']) {
      expect(sheet().getByText(words)).toBeTruthy();
    }
    expect(sheet().getByRole('status', { name: 'The result is not in the journal' })).toBeTruthy();
    expect(sheet().queryByRole('button', { name: 'Undo Remote Login…' })).toBeNull();
    await press('Undo Firewall…');
    expect(fake.argumentsOf('prepareRollback').at(-1)).toEqual({ run: 13, taskIds: ['firewall'] });
    expect(sheet().getByRole('heading', { level: 2 }).textContent).toBe('Roll back run 13');
  });

  it('never calls the way back safe: it opens again what was closed', async () => {
    await review();
    await press('Apply 5 changes…');
    await press('Undo Firewall…');
    expect(
      sheet()
        .getAllByRole('heading', { level: 3 })
        .map((one) => one.textContent),
    ).toEqual(['Goes back']);
  });

  it('offers to undo all of the run', async () => {
    const { fake } = await review();
    await press('Apply 5 changes…');
    expect(sheet().getByRole('heading', { level: 2 }).textContent).toBe('5 changes made and verified');
    await press('Undo all of run 13');
    expect(fake.argumentsOf('prepareRollback')).toEqual([{ run: 13 }]);
  });

  it('says calmly that a plan was refused and prepares a new one', async () => {
    const { fake } = await review({
      ...SITUATIONS['mixed'],
      ending: () => ({ kind: 'refused', reason: 'this Mac has changed since the plan was made' }),
    });
    await press('Apply 5 changes…');
    expect(sheet().getByRole('alert').textContent).toContain('Nothing was changed.');
    const before = fake.argumentsOf('preparePlan').length;
    await press('Prepare again');
    expect(fake.argumentsOf('preparePlan')).toHaveLength(before + 1);
    expect(sheet().queryByRole('alert')).toBeNull();
  });

  it('does not let an old plan be approved', async () => {
    await review({
      snapshot: snapshotOf(rowsWith('remote-login')),
      plan: (plan) => ({ ...plan, expiresAt: Date.now() - 1 }),
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await settle();
    expect(sheet().getByRole('alert').textContent).toContain('too old');
    expect(sheet().getByRole('button', { name: 'Apply 1 change…' })).toHaveProperty('disabled', true);
  });

  it('says what to do when no plan could be prepared', async () => {
    await review(SITUATIONS['failing']);
    expect(sheet().getByRole('alert').textContent).toContain(
      'The settings could not be read in time. Nothing was changed. Try it again.',
    );
  });

  it('keeps the focus inside, closes on Esc, and gives the focus back', async () => {
    const { fake, opener } = await review();
    const last = sheet().getByRole('button', { name: 'Apply 5 changes…' });
    last.focus();
    fireEvent.keyDown(last, { key: 'Tab' });
    expect(document.activeElement).toBe(row(/Turn on the firewall/));
    fireEvent.keyDown(document.activeElement as Element, { key: 'Tab', shiftKey: true });
    expect(document.activeElement).toBe(last);
    fireEvent.keyDown(last, { key: 'Escape' });
    await settle();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(opener);
    expect(fake.argumentsOf('discardPlan')).toHaveLength(fake.argumentsOf('preparePlan').length);
  });
});
