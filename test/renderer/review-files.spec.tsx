// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { bindingIdOf, fileOnlyIdOf, rowsWithExposure } from './exposure-fixtures';
import type { FakeWorld } from './fake-api';
import { rowsWith, snapshotOf } from './fixtures';
import { SITUATIONS } from './harness/situations';
import { close, open, settle } from './render';

const sheet = () => within(screen.getByRole('dialog'));
const script = () => within(sheet().getByRole('region', { name: 'The exact script' }));
const press = async (name: string | RegExp): Promise<void> => {
  fireEvent.click(sheet().getByRole('button', { name }));
  await settle();
};
const lastIds = (fake: Awaited<ReturnType<typeof open>>): readonly string[] =>
  (fake.argumentsOf('preparePlan').at(-1) as { taskIds: string[] }).taskIds;

/** Opens the review of the three services that Batten can close. */
async function closing(world: Partial<FakeWorld> = SITUATIONS['exposed'] ?? {}) {
  const fake = await open(world);
  fireEvent.click(within(screen.getByRole('navigation')).getByRole('button', { name: /^Exposure/ }));
  await settle();
  fireEvent.click(screen.getByRole('button', { name: 'Close 3 services…' }));
  await settle();
  return fake;
}

const lines = (name: RegExp): readonly string[] =>
  [...script().getByRole('region', { name }).querySelectorAll('.diff li')].map((one) => one.textContent ?? '');

describe('files in the review', () => {
  afterEach(close);

  it('are shown line by line, where nothing needs root', async () => {
    await closing();
    expect(script().getByText('Nothing here runs as root.')).toBeTruthy();
    expect(lines(/planka/)).toEqual(['30−Removed:       - "3100:1337"', '30+Added:       - "127.0.0.1:3100:1337"']);
    expect(script().getByRole('region', { name: /planka/ }).textContent).toContain('/Users/mia/stack/compose.yml');
    expect(script().getByText(/docker compose .* up -d planka/)).toBeTruthy();
    expect(sheet().getByText('3 changes · no password is needed')).toBeTruthy();
  });

  it('change places on the way back', async () => {
    await closing();
    fireEvent.click(sheet().getByRole('radio', { name: 'Take back' }));
    expect(lines(/planka/)).toEqual(['30−Removed:       - "127.0.0.1:3100:1337"', '30+Added:       - "3100:1337"']);
    expect(script().queryByText(/up -d planka/)).toBeNull();
  });

  it('stand beside the script, and follow the row in hand until the person chooses', async () => {
    const fake = await open({
      ...SITUATIONS['exposed'],
      snapshot: snapshotOf(rowsWithExposure(false, rowsWith('firewall'))),
    });
    fireEvent.click(screen.getByRole('button', { name: /^Review and fix/ }));
    await settle();
    expect(script().getByRole('radio', { name: 'As root' })).toHaveProperty('checked', true);
    fireEvent.mouseEnter(
      sheet()
        .getByRole('checkbox', { name: /Let planka/ })
        .closest('li') as HTMLElement,
    );
    expect(script().getByRole('radio', { name: 'As you' })).toHaveProperty('checked', true);
    expect(
      script()
        .getByRole('region', { name: /planka/ })
        .getAttribute('data-marked'),
    ).toBe('true');
    fireEvent.click(script().getByRole('radio', { name: 'As root' }));
    expect(script().getByText(/launchctl .*firewall$/)).toBeTruthy();
    expect(fake.argumentsOf('approvePlan')).toEqual([]);
  });

  it('can be un-ticked one by one where a check stands for them', async () => {
    const fake = await open({ ...SITUATIONS['exposed'], snapshot: snapshotOf(rowsWithExposure(false)) });
    fireEvent.click(screen.getByRole('button', { name: /^Review and fix/ }));
    await settle();
    fireEvent.click(sheet().getByRole('checkbox', { name: /Let postgres/ }));
    await settle();
    expect(lastIds(fake)).not.toContain('service-bindings');
    expect(lastIds(fake)).not.toContain(bindingIdOf('postgres'));
    expect(lastIds(fake)).toContain(bindingIdOf('planka'));
    expect(sheet().getByRole('checkbox', { name: /Let postgres/ })).toHaveProperty('checked', false);
    expect(sheet().getByRole('checkbox', { name: /Let planka/ })).toHaveProperty('checked', true);
  });
});

describe('the switch for starting a service anew', () => {
  afterEach(close);

  const anew = (name: string): HTMLInputElement =>
    sheet().getByRole('switch', { name: new RegExp(`anew now, .*${name}`) });

  it('prepares the same change with the other id, in its place, and back again', async () => {
    const fake = await closing();
    const first = anew('postgres');
    expect(first.checked).toBe(true);
    first.focus();
    fireEvent.click(first);
    await settle();
    expect(lastIds(fake)).toEqual([bindingIdOf('planka'), fileOnlyIdOf('postgres'), bindingIdOf('mattermost')]);
    expect(anew('postgres').checked).toBe(false);
    expect(document.activeElement).toBe(anew('postgres'));
    expect(sheet().getAllByRole('switch')).toHaveLength(3);
    expect(sheet().getAllByRole('switch')[1]).toBe(anew('postgres'));
    expect(sheet().getByText(/goes on as it is until it is started anew/)).toBeTruthy();
    expect(script().queryByText(/up -d postgres/)).toBeNull();
    fireEvent.click(anew('postgres'));
    await settle();
    expect(lastIds(fake)[1]).toBe(bindingIdOf('postgres'));
    expect(fake.argumentsOf('discardPlan')).toHaveLength(fake.argumentsOf('preparePlan').length - 1);
  });

  it('is not offered for a row that is left out, nor on the way back', async () => {
    const fake = await closing();
    fireEvent.click(sheet().getByRole('checkbox', { name: /Let planka/ }));
    await settle();
    expect(anew('planka')).toHaveProperty('disabled', true);
    fireEvent.click(anew('mattermost'));
    await settle();
    expect(lastIds(fake)).toEqual([bindingIdOf('postgres'), fileOnlyIdOf('mattermost')]);
    await press('Apply 2 changes');
    await press(/^Undo Binding of postgres/);
    expect(sheet().queryByRole('switch')).toBeNull();
  });
});

describe('a service that stopped answering', () => {
  afterEach(close);

  it('is what the result says first, and the way back is what it offers first', async () => {
    const fake = await closing(SITUATIONS['stopped']);
    await press('Apply 3 changes');
    expect(sheet().getByRole('heading', { level: 2 }).textContent).toBe('Planka stopped answering');
    const alert = sheet().getByRole('alert', { name: 'Planka (port 3100) does not answer any more' });
    expect(alert.compareDocumentPosition(sheet().getByText(/3 of 3 changes verified/))).toBe(
      Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const back = sheet().getByRole('button', { name: 'Roll back run 13…' });
    expect(back.className).toContain('primary');
    expect(sheet().getByRole('button', { name: 'Done' }).className).not.toContain('primary');
    fireEvent.keyDown(sheet().getByRole('heading', { level: 2 }), { key: 'Enter' });
    await settle();
    expect(fake.argumentsOf('prepareRollback')).toEqual([{ run: 13 }]);
  });

  it('is not spoken of where all answer', async () => {
    await closing();
    await press('Apply 3 changes');
    expect(sheet().getByRole('heading', { level: 2 }).textContent).toBe('3 changes made and verified');
    expect(sheet().queryByRole('alert')).toBeNull();
    expect(sheet().getByRole('button', { name: 'Done' }).className).toContain('primary');
  });
});
