// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { day, isPast } from '../../src/renderer/policy-words';
import type { FakeWorld } from './fake-api';
import { rows, snapshotOf } from './fixtures';
import { SITUATIONS } from './harness/situations';
import { close, open, settle } from './render';

const section = () => within(screen.getByRole('region', { name: 'Policy' }));
const press = async (name: string): Promise<void> => {
  fireEvent.click(section().getByRole('button', { name }));
  await settle();
};

async function policy(world: Partial<FakeWorld> = { snapshot: snapshotOf(rows()) }) {
  const fake = await open(world);
  fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
  await settle();
  return fake;
}

describe('the policy', () => {
  afterEach(close);

  it('says what is expected, what is allowed, where tunnels lead, and what is not wanted', async () => {
    await policy();
    const services = section().getByRole('table', { name: 'Services' });
    expect(within(services).getByText('Planka').closest('tr')?.textContent).toContain(
      'and outside through boards.alai.no',
    );
    expect(within(services).getByText('WireGuard').closest('tr')?.textContent).toContain('51820 UDP');
    expect(within(services).getByText('Mattermost').textContent).toContain('Retired since');
    expect(section().getByText('/opt/homebrew/bin/cloudflared')).toBeTruthy();
    expect(section().getByText('Documenso, port 3003')).toBeTruthy();
    expect(section().getByText('Block all incoming connections')).toBeTruthy();
  });

  it('says line and column of every problem, and shows no tables of a policy that is not used', async () => {
    await policy(SITUATIONS['policy-broken']);
    const banner = section().getByRole('alert', { name: 'The policy file is not used' });
    const problems = within(banner).getAllByRole('listitem');
    expect(problems.map((one) => one.firstElementChild?.textContent)).toEqual([
      'Line 14, column 12',
      'Line 31, column 5',
    ]);
    expect(problems[1]?.textContent).toContain('scope: lann is not known');
    expect(section().getByText('The strictest policy, because the file is not used')).toBeTruthy();
    expect(section().queryByRole('table')).toBeNull();
    expect(section().queryByText('Every check is wanted.')).toBeNull();
  });

  it('says that nobody has decided anything yet', async () => {
    await policy(SITUATIONS['policy-built-in']);
    expect(section().getByText(/nobody has decided anything/)).toBeTruthy();
  });

  it('wants a check again, and has everything judged anew', async () => {
    const fake = await policy();
    const before = fake.argumentsOf('getExposure').length;
    await press('Want again: Bluetooth');
    expect(fake.argumentsOf('changePolicy')).toEqual([{ kind: 'want-task', taskId: 'bluetooth' }]);
    expect(section().queryByText('Bluetooth')).toBeNull();
    expect(fake.argumentsOf('getExposure')).toHaveLength(before + 1);
  });

  it('forgets a service only after a second look', async () => {
    const fake = await policy();
    await press('Forget Planka…');
    expect(section().getByText(/Planka is then no longer expected/)).toBeTruthy();
    await press('Cancel');
    expect(fake.argumentsOf('changePolicy')).toEqual([]);
    await press('Forget Planka…');
    await press('Forget it');
    expect(fake.argumentsOf('changePolicy')).toEqual([{ kind: 'forget-service', name: 'Planka' }]);
    expect(section().queryByRole('button', { name: 'Forget Planka…' })).toBeNull();
  });

  it('imports and exports, and says how that ended', async () => {
    const fake = await policy();
    await press('Export…');
    expect(section().getByRole('status').textContent).toBe('Written to /Users/mia/Desktop/batten-policy.yaml.');
    const before = fake.argumentsOf('getPolicy').length;
    await press('Import…');
    expect(section().getByRole('status').textContent).toContain('holds from now on');
    expect(fake.argumentsOf('getPolicy')).toHaveLength(before + 1);
    fake.world.file = { kind: 'refused', reason: 'It is no YAML. Line 3, column 1: a tab' };
    await press('Import…');
    expect(section().getByRole('status').textContent).toBe(
      'Not imported, the policy before it still holds. It is no YAML. Line 3, column 1: a tab',
    );
    fake.world.file = { kind: 'cancelled' };
    await press('Import…');
    expect(section().getByRole('status').textContent).toBe('');
  });

  it('shows the file, and when to look at the policy again', async () => {
    const fake = await policy(SITUATIONS['policy-due']);
    await press('Show file');
    expect(fake.argumentsOf('openPolicy')).toHaveLength(1);
    expect(section().getByText(/^Was due on/)).toBeTruthy();
  });

  it('says that it could not be changed', async () => {
    await policy({ snapshot: snapshotOf(rows()), failing: { changePolicy: 'the disk is full' } });
    await press('Want again: Bluetooth');
    expect(screen.getByRole('alert', { name: 'The policy could not be changed' })).toBeTruthy();
    expect(section().getByText('Bluetooth')).toBeTruthy();
  });
});

describe('a date of the policy', () => {
  it('is over when its day is, and stays as it is where it is no date', () => {
    const noon = Date.UTC(2026, 10, 22, 12);
    expect(isPast('2026-11-21', noon)).toBe(true);
    expect(isPast('2026-11-22', noon)).toBe(false);
    expect(isPast('soon', noon)).toBe(false);
    expect(day('soon')).toBe('soon');
    expect(day('2027-03-22')).toContain('2027');
  });
});
