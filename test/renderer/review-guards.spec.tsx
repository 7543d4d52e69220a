// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { PlanGuard, PlanPreview, PlanRow } from '../../src/shared/ipc-contract';
import type { FakeWorld } from './fake-api';
import { rowsWith, snapshotOf } from './fixtures';
import { SITUATIONS } from './harness/situations';
import { close, open, settle } from './render';

const SSH: PlanGuard = {
  kind: 'ssh-session',
  consequence: 'You are signed in over SSH from 192.168.1.20 right now. Turning off Remote Login can end that session.',
  evidence: [{ line: '/usr/bin/who', said: 'mia              ttys001      Nov 22 09:02 (192.168.1.20)' }],
};
const CUTS_IN: PlanGuard = {
  kind: 'ssh-session',
  consequence: 'You are signed in over SSH from 192.168.1.20 right now. Turning on the firewall can end that session.',
  evidence: [],
};
const SERVICE: PlanGuard = {
  kind: 'needed-service',
  consequence:
    'Planka (port 3100) is meant for your network, and is reached now. Letting the firewall block node cuts it off.',
  evidence: [],
};

/** The plan with guards on some rows; `needs` as the main process gives it. */
function guarding(
  guards: () => Readonly<Record<string, readonly PlanGuard[]>>,
  needs: Readonly<Record<string, string>> = {},
): (plan: PlanPreview) => PlanPreview {
  return (plan) => {
    const rows = plan.rows.map((row): PlanRow => {
      const against = guards()[row.taskId] ?? [];
      const need = needs[row.taskId];
      const guarded = row.guarded || against.length > 0;
      return { ...row, guards: against, guarded, ...(need === undefined ? {} : { needs: need }) };
    });
    return { ...plan, rows, needsConfirmation: rows.some(({ guarded }) => guarded) };
  };
}

const sheet = () => within(screen.getByRole('dialog'));
const row = (name: RegExp): HTMLInputElement => sheet().getByRole('checkbox', { name });
const group = (name: string) => within(sheet().getByRole('region', { name }));
const confirmation = () => sheet().queryByRole('checkbox', { name: /another way|cut off$|cut off / });
const tick = async (name: RegExp): Promise<void> => {
  fireEvent.click(row(name));
  await settle();
};

async function review(world: Partial<FakeWorld>) {
  const fake = await open({ ...SITUATIONS['mixed'], ...world });
  fireEvent.click(screen.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }));
  await settle();
  const asked = (): readonly string[] => (fake.argumentsOf('preparePlan').at(-1) as { taskIds: string[] }).taskIds;
  return { fake, asked };
}

describe('a guarded row', () => {
  afterEach(close);

  it('is never ticked for the person, says what speaks against it, and shows how Batten knows', async () => {
    const { asked } = await review({ plan: guarding(() => ({ 'remote-login': [SSH] })) });
    expect(row(/Turn off Remote Login/).checked).toBe(false);
    expect(asked()).not.toContain('remote-login');
    const locks = group('Can lock you out');
    expect(locks.getByText(SSH.consequence)).toBeTruthy();
    expect(locks.getByText(/^\$ \/usr\/bin\/who/).textContent).toContain('(192.168.1.20)');
    expect(confirmation()).toBeNull();
    expect(sheet().getByRole('button', { name: 'Apply 4 changes…' })).toHaveProperty('disabled', false);
  });

  it('asks a second time in the very words, and only then can be applied', async () => {
    const { fake } = await review({ plan: guarding(() => ({ 'remote-login': [SSH] })) });
    await tick(/Turn off Remote Login/);
    const apply = sheet().getByRole('button', { name: 'Apply 5 changes…' });
    expect(apply).toHaveProperty('disabled', true);
    expect(sheet().getByRole('button', { name: 'Cancel' }).className).toContain('primary');
    const asked = confirmation() as HTMLInputElement;
    expect(asked.checked).toBe(false);
    expect(asked.closest('label')?.textContent).toContain(
      'You are signed in over SSH from 192.168.1.20 right now. Turning off Remote Login can end that session.',
    );
    fireEvent.click(asked);
    fireEvent.click(apply);
    await settle();
    expect(fake.argumentsOf('approvePlan')).toEqual([{ planId: expect.any(String) as string, confirmed: true }]);
  });

  it('is called by what it can cut off: a service is not the way to control this Mac', async () => {
    await review({ plan: guarding(() => ({ 'remote-login': [SERVICE] })) });
    expect(group('May interrupt').getByText(SERVICE.consequence)).toBeTruthy();
    await tick(/Turn off Remote Login/);
    expect(confirmation()?.closest('label')?.textContent).toContain('These services may be cut off');
  });

  it('takes with it what has no effect without it, and says so before that is ticked', async () => {
    const needs = { 'firewall-stealth': 'firewall' };
    const plan = (one: PlanPreview): PlanPreview => {
      const guarded = guarding(() => ({ firewall: [CUTS_IN] }), needs)(one);
      const along = guarded.rows.length === 1 && guarded.rows[0]?.taskId === 'firewall-stealth';
      if (!along) return guarded;
      // The main process takes the firewall along.
      const firewall: PlanRow = {
        ...(guarded.rows[0] as PlanRow),
        taskId: 'firewall',
        name: 'Firewall',
        title: 'Turn on the firewall',
        takenAlong: 'Stealth mode has no effect without it',
        guarded: true,
        guards: [CUTS_IN],
      };
      const { needs: _needs, ...rest } = firewall;
      return { ...guarded, rows: [rest, ...guarded.rows], needsConfirmation: true };
    };
    const { fake } = await review({ snapshot: snapshotOf(rowsWith('firewall-stealth')), plan });
    expect(row(/stealth mode/i).checked).toBe(false);
    expect(sheet().getByText('Without “Firewall” it has no effect, so that comes with it.')).toBeTruthy();
    expect(sheet().getByText(CUTS_IN.consequence)).toBeTruthy();
    await tick(/stealth mode/i);
    expect(row(/Turn on stealth mode/i).checked).toBe(true);
    expect(row(/Turn on the firewall/i).checked).toBe(true);
    expect(confirmation()?.closest('label')?.textContent).toContain(CUTS_IN.consequence);
    expect(fake.argumentsOf('approvePlan')).toEqual([]);
  });
});

describe('a guarded row that cannot be left out', () => {
  afterEach(close);

  it('is confirmed, and does not keep the sheet asking for ever', async () => {
    let kept: PlanRow | undefined;
    const { fake } = await review({
      plan: (one) => {
        const plan = guarding(() => ({ 'remote-login': [SSH] }))(one);
        kept ??= plan.rows.find(({ taskId }) => taskId === 'remote-login');
        const has = plan.rows.some(({ taskId }) => taskId === 'remote-login');
        return has || kept === undefined ? plan : { ...plan, rows: [...plan.rows, kept], needsConfirmation: true };
      },
    });
    expect(fake.argumentsOf('preparePlan').length).toBeLessThan(4);
    expect(confirmation()?.closest('label')?.textContent).toContain(SSH.consequence);
    expect(sheet().getByRole('button', { name: 'Apply 5 changes…' })).toHaveProperty('disabled', true);
  });
});

describe('a guard that appears later', () => {
  afterEach(close);

  it('un-ticks the row that it speaks against, and has to be agreed to anew', async () => {
    let against: Readonly<Record<string, readonly PlanGuard[]>> = {};
    const { asked } = await review({ plan: guarding(() => against) });
    expect(row(/Turn off Remote Login/).checked).toBe(true);
    against = { 'remote-login': [SSH] };
    await tick(/Turn off AirDrop/);
    expect(row(/Turn off Remote Login/).checked).toBe(false);
    expect(asked()).not.toContain('remote-login');
    await tick(/Turn off Remote Login/);
    expect(row(/Turn off Remote Login/).checked).toBe(true);
    against = { 'remote-login': [SSH, { ...SSH, consequence: 'Kim is signed in over SSH, too.' }] };
    await tick(/Turn off AirDrop/);
    expect(row(/Turn off Remote Login/).checked).toBe(false);
  });

  it('withdraws a confirmation that was given to other words', async () => {
    let against: Readonly<Record<string, readonly PlanGuard[]>> = { 'remote-login': [SSH], bluetooth: [CUTS_IN] };
    await review({ plan: guarding(() => against) });
    await tick(/Turn off Remote Login/);
    fireEvent.click(confirmation() as HTMLElement);
    expect((confirmation() as HTMLInputElement).checked).toBe(true);
    await tick(/Turn off Bluetooth/);
    expect((confirmation() as HTMLInputElement).checked).toBe(false);
    against = {};
  });
});

describe('a way back that cuts off', () => {
  afterEach(close);

  it('is guarded like any change: un-ticked, and confirmed', async () => {
    let on = false;
    await review({ plan: (plan) => (on ? guarding(() => ({ firewall: [CUTS_IN] }))(plan) : plan) });
    fireEvent.click(sheet().getByRole('button', { name: 'Apply 5 changes…' }));
    await settle();
    on = true;
    fireEvent.click(sheet().getByRole('button', { name: 'Undo Firewall…' }));
    await settle();
    expect(
      sheet()
        .getAllByRole('heading', { level: 3 })
        .map((one) => one.textContent),
    ).toEqual(['Can lock you out']);
    expect(row(/^Firewall/).checked).toBe(false);
    await tick(/^Firewall/);
    expect(confirmation()?.closest('label')?.textContent).toContain(CUTS_IN.consequence);
  });
});
