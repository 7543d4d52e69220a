// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { SITUATIONS } from './harness/situations';
import { close, open, settle } from './render';

const NODE = '/opt/homebrew/bin/node';

async function entries(situation = 'mixed') {
  const fake = await open(SITUATIONS[situation]);
  const list = within(screen.getByRole('group', { name: 'Checks' }));
  fireEvent.click(list.getByRole('button', { name: /^Signed downloads/ }));
  await settle();
  return { fake, section: within(screen.getByRole('region', { name: 'One by one' })) };
}

describe('the single things of a check', () => {
  afterEach(close);

  it('are listed with their state, in words and in shape', async () => {
    const { section } = await entries();
    const items = section.getAllByRole('listitem');
    expect(items).toHaveLength(4);
    expect(items[0]?.textContent).toContain('Not as wanted: Not listed, although the policy allows it');
    expect(items.map((one) => one.querySelector('svg')?.getAttribute('data-status'))).toEqual([
      'attention',
      'compliant',
      'attention',
      'compliant',
    ]);
    expect(within(items[3] as HTMLElement).queryByRole('button')).toBeNull();
  });

  it('open the review with the action that was chosen, by keyboard alone', async () => {
    const { fake, section } = await entries();
    const button = section.getByRole('button', { name: `Change… ${NODE}` });
    fireEvent.click(button);
    await settle();
    const items = screen.getAllByRole('menuitem');
    expect(items.map((one) => one.textContent)).toEqual([
      'Let the firewall block node',
      'Take off the firewall’s list: node',
    ]);
    expect(document.activeElement).toBe(items[0]);
    fireEvent.keyDown(items[0] as Element, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(items[1]);
    fireEvent.keyDown(items[1] as Element, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(items[0]);
    fireEvent.keyDown(items[0] as Element, { key: 'Escape' });
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button);
    fireEvent.click(button);
    await settle();
    fireEvent.click(screen.getByRole('menuitem', { name: /^Take off/ }));
    await settle();
    expect(fake.argumentsOf('preparePlan')).toEqual([{ taskIds: [`firewall-rule:remove:${NODE}`] }]);
    expect(screen.getByRole('dialog', { name: 'Review changes' })).toBeTruthy();
  });

  it('can only be looked at while Batten only reads', async () => {
    const { section } = await entries('notices');
    expect(section.getByRole('button', { name: `Change… ${NODE}` })).toHaveProperty('disabled', true);
  });
});
