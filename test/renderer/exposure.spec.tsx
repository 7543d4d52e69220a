// @vitest-environment happy-dom
import { act, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bindingIdOf, EXPOSURE, exposureRow } from './exposure-fixtures';
import type { FakeWorld } from './fake-api';
import { rowsWith, snapshotOf } from './fixtures';
import { SITUATIONS } from './harness/situations';
import { close, open, settle } from './render';

const list = () => screen.getByRole('group', { name: 'Services' });
const service = (name: RegExp): HTMLElement => within(list()).getByRole('button', { name });
const pane = (name: string) => within(screen.getByRole('region', { name }));
const titles = (): readonly string[] =>
  [...list().querySelectorAll('.service-title')].map((one) => one.textContent ?? '');
const heads = (): readonly (string | null)[] =>
  [...list().querySelectorAll('.fold-head button')].map((one) => one.getAttribute('aria-label'));

async function exposure(world: Partial<FakeWorld> = SITUATIONS['exposed'] ?? {}) {
  const fake = await open(world);
  fireEvent.click(within(screen.getByRole('navigation')).getByRole('button', { name: /^Exposure/ }));
  await settle();
  return fake;
}

async function press(button: HTMLElement): Promise<void> {
  button.focus();
  fireEvent.click(button);
  await settle();
}

describe('the exposure screen', () => {
  afterEach(close);

  it('says the answer, its checks, and how many things it could not read', async () => {
    await exposure();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(EXPOSURE.headline);
    const checks = within(screen.getByRole('list', { name: 'Checks of this area' }));
    expect(
      checks.getByRole('button', { name: 'Other devices can reach 7 services. Not as wanted, exposed' }),
    ).toBeTruthy();
    expect(checks.getByRole('button', { name: /^3 things could not be read/ })).toBeTruthy();
  });

  it('groups the services, worst first, and folds away only what this Mac alone reaches', async () => {
    await exposure();
    expect(heads()).toEqual([
      'Reachable and not as wanted, 5',
      'Who can reach them is not known, 1',
      'As wanted, 2',
      'This Mac only, 4',
      'Part of macOS, 3',
      'Expected, not listening, 1',
      'Could not be read, 3',
    ]);
    expect(titles()).not.toContain('Redis 6379');
    fireEvent.click(screen.getByRole('button', { name: 'This Mac only, 4' }));
    expect(titles()).toContain('Redis 6379');
  });

  it('shows every gap, and every line that was not understood', async () => {
    await exposure();
    expect(within(list()).getByText('docker ps did not answer in 5 s')).toBeTruthy();
    expect(list().querySelector('.unread-lines pre')?.textContent).toBe(EXPOSURE.unread.join('\n'));
    expect(within(list()).getByText('Documenso 3003 does not listen.')).toBeTruthy();
  });

  it('does not claim that nothing listens where something could not be read', async () => {
    await exposure(SITUATIONS['exposed-unread']);
    expect(screen.getByText('No service was found')).toBeTruthy();
    expect(screen.queryByText('Nothing listens on this Mac')).toBeNull();
    expect(within(list()).getByText('Containers of Docker')).toBeTruthy();
    await exposure(SITUATIONS['exposed-empty']);
    expect(screen.getAllByText('Nothing listens on this Mac')).toHaveLength(2);
  });

  it('shows nothing old as fine', async () => {
    await exposure();
    expect(list().querySelectorAll('[data-status="compliant"]').length).toBeGreaterThan(0);
    await exposure(SITUATIONS['exposed-old']);
    expect(list().querySelectorAll('[data-status="compliant"]')).toHaveLength(0);
    expect(screen.getByText(/too old to be called current/)).toBeTruthy();
  });

  it('opens the worst with what is and what is wanted, and goes on with the arrows', async () => {
    await exposure();
    const planka = pane('Planka 3100');
    expect(planka.getByText('Wanted').nextElementSibling?.textContent).toBe(
      'Only this Mac, and outside through boards.alai.no',
    );
    expect(planka.getByText('Bound to').nextElementSibling?.textContent).toBe('Every address, port 3100');
    fireEvent.keyDown(service(/^Planka/), { key: 'ArrowDown' });
    await settle();
    expect(document.activeElement).toBe(service(/^PostgreSQL/));
    fireEvent.keyDown(service(/^PostgreSQL/), { key: 'Enter' });
    expect(document.activeElement).toBe(pane('PostgreSQL 5432').getByRole('heading', { level: 2 }));
    fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' });
    expect(document.activeElement).toBe(service(/^PostgreSQL/));
  });

  it('closes one service through the review', async () => {
    const fake = await exposure();
    await press(pane('Planka 3100').getByRole('button', { name: 'Close to this Mac…' }));
    expect(screen.getByRole('dialog', { name: 'Review changes' })).toBeTruthy();
    expect(fake.argumentsOf('preparePlan')).toEqual([{ taskIds: [bindingIdOf('planka')] }]);
  });

  it('closes those that are ticked, and offers no more than what is not as wanted', async () => {
    const fake = await exposure({
      ...SITUATIONS['exposed'],
      exposure: {
        ...EXPOSURE,
        rows: [
          ...EXPOSURE.rows,
          exposureRow('tcp * 9000', 'Wanted 9000', {
            level: 'fine',
            canExpect: false,
            fix: { kind: 'change', taskId: bindingIdOf('wanted') },
          }),
        ],
      },
    });
    await press(screen.getByRole('button', { name: 'Close 3 services…' }));
    expect(fake.argumentsOf('preparePlan').at(-1)).toEqual({
      taskIds: ['planka', 'postgres', 'mattermost'].map(bindingIdOf),
    });
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    await settle();
    fireEvent.keyDown(service(/^Planka/), { key: ' ' });
    fireEvent.click(screen.getByRole('checkbox', { name: 'Tick Wanted 9000' }));
    await press(screen.getByRole('button', { name: 'Close 2 services…' }));
    expect(fake.argumentsOf('preparePlan').at(-1)).toEqual({ taskIds: [bindingIdOf('planka'), bindingIdOf('wanted')] });
    expect(within(list()).queryByRole('checkbox', { name: 'Tick node 4100' })).toBeNull();
  });

  it('names two sockets that one change closes once', async () => {
    const fix = { kind: 'change', taskId: bindingIdOf('planka') } as const;
    const twice = [exposureRow('a', 'Planka 3100', { fix }), exposureRow('b', 'Planka 3100 (UDP)', { fix })];
    await exposure({ ...SITUATIONS['exposed'], exposure: { ...EXPOSURE, rows: twice } });
    expect(screen.getByRole('button', { name: 'Close 1 service…' })).toBeTruthy();
  });

  it('shows the lines to change in a program, and copies the good ones', async () => {
    const fake = await exposure();
    await press(service(/^node 4100/));
    const node = pane('node 4100');
    expect(node.getByText('app.listen(4100);')).toBeTruthy();
    await press(node.getByRole('button', { name: 'Copy: Good: this Mac only' }));
    await press(node.getByRole('button', { name: /^Copy: Better/ }));
    expect(fake.argumentsOf('copyText')).toEqual([
      { text: "app.listen(4100, '127.0.0.1');" },
      { text: "const HOST = process.env.HOST || '127.0.0.1';\napp.listen(4100, HOST);" },
    ]);
  });

  it('leads to the check that a part of macOS has, and offers nothing else for it', async () => {
    await exposure();
    await press(service(/^Remote Login 22/));
    const remote = pane('Remote Login 22');
    expect(remote.queryByRole('button', { name: /expected|local only|Close/ })).toBeNull();
    await press(remote.getByRole('button', { name: 'Show Remote Login' }));
    expect(screen.getByRole('region', { name: 'Remote Login' })).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Everything');
  });

  it('shows one of its checks in full', async () => {
    await exposure();
    await press(screen.getByRole('button', { name: /^Other devices can reach 7/ }));
    expect(pane('Service bindings').getByText('How we know')).toBeTruthy();
    await press(service(/^PostgreSQL/));
    expect(screen.getByRole('region', { name: 'PostgreSQL 5432' })).toBeTruthy();
  });

  it('searches names, owners and ports, also in what is folded away', async () => {
    await exposure();
    fireEvent.keyDown(document, { key: '/' });
    const field = screen.getByRole('searchbox');
    expect(document.activeElement).toBe(field);
    fireEvent.change(field, { target: { value: 'orbstack 63' } });
    await settle();
    expect(titles()).toEqual(['Redis 6379']);
    expect(screen.getByText('1 of 15')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Redis 6379' })).toBeTruthy();
    fireEvent.change(field, { target: { value: 'zzz' } });
    await settle();
    expect(screen.getByText('Nothing here matches the search')).toBeTruthy();
    fireEvent.keyDown(field, { key: 'Escape' });
    await settle();
    expect(titles()).toContain('Planka 3100');
  });

  it('leaves ⌘F to the sheet while one is open', async () => {
    await exposure();
    await press(screen.getByRole('button', { name: 'Close 3 services…' }));
    fireEvent.keyDown(document, { key: 'f', metaKey: true });
    expect(document.activeElement?.getAttribute('type')).not.toBe('search');
  });

  it('keeps a chosen service open when a later check brings a worse one', async () => {
    const fake = await exposure();
    fake.world.exposure = { ...EXPOSURE, rows: [exposureRow('new', 'New 1234'), ...EXPOSURE.rows] };
    const { checked } = fake.world.snapshot;
    await act(async () => fake.show({ ...(checked && { checked: { ...checked, takenAt: Date.now() } }) }));
    await settle();
    expect(titles()[0]).toBe('New 1234');
    expect(screen.getByRole('region', { name: 'Planka 3100' })).toBeTruthy();
  });

  it('leads to the log of a container', async () => {
    await exposure();
    await press(pane('Planka 3100').getByRole('button', { name: 'Show log' }));
    const logs = within(screen.getByRole('navigation')).getByRole('button', { name: 'Logs' });
    expect(logs.getAttribute('aria-current')).toBe('page');
  });

  it('begins only after the first check, and says what could not be read', async () => {
    const fake = await exposure(SITUATIONS['nothing-checked']);
    expect(fake.argumentsOf('getExposure')).toEqual([]);
    expect(screen.getByRole('button', { name: 'Check now' })).toBeTruthy();
    await exposure(SITUATIONS['exposed-failing']);
    expect(screen.getByRole('alert').textContent).toContain('Netstat did not answer in 5 s');
    expect(screen.getByRole('button', { name: 'Check again' })).toBeTruthy();
  });

  it('can change nothing while Batten only reads', async () => {
    await exposure({
      ...SITUATIONS['exposed'],
      snapshot: snapshotOf(rowsWith(), { readOnly: { reason: 'The policy cannot be read.' } }),
    });
    expect(screen.getByRole('button', { name: 'Close 3 services…' })).toHaveProperty('disabled', true);
    for (const name of ['Mark as expected…', 'Close to this Mac…']) {
      expect(pane('Planka 3100').getByRole('button', { name })).toHaveProperty('disabled', true);
    }
    // The journal is whole, so a new one would help nobody.
    expect(screen.queryByRole('button', { name: /new journal/ })).toBeNull();
  });

  it('opens when the popover or the menu asks for it, even before the first check', async () => {
    const fake = await open(SITUATIONS['nothing-checked']);
    await act(async () => fake.push('showRequested', { exposure: true }));
    expect(screen.getByRole('region', { name: 'Exposure' })).toBeTruthy();
  });

  it('shows a check of its own where the menu asks for one', async () => {
    const fake = await open(SITUATIONS['exposed']);
    await act(async () => fake.push('showRequested', { taskId: 'tunnel-origins' }));
    await settle();
    expect(screen.getByRole('region', { name: 'Exposure' })).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Tunnel origins' })).toBeTruthy();
  });
});

describe('what the person says of a service', () => {
  afterEach(close);

  const mark = async (button: RegExp, world?: Partial<FakeWorld>) => {
    const fake = await exposure(world);
    await press(service(/^node 4100/));
    const opener = pane('node 4100').getByRole('button', { name: button });
    await press(opener);
    return { fake, opener, field: pane('node 4100').getByRole('textbox') };
  };

  it('is written to the policy with a reason, and judged anew', async () => {
    const { fake, field } = await mark(/^Mark as expected/);
    expect(document.activeElement).toBe(field);
    expect(pane('node 4100').getByText('Why is node 4100 as it should be?')).toBeTruthy();
    const confirm = pane('node 4100').getByRole('button', { name: 'Mark as expected' });
    expect(confirm).toHaveProperty('disabled', true);
    fireEvent.change(field, { target: { value: ' For the workshop ' } });
    const before = fake.argumentsOf('getExposure').length;
    fireEvent.submit(field.closest('form') as HTMLFormElement);
    await settle();
    expect(fake.argumentsOf('markListener')).toEqual([
      { listenerId: 'tcp * 4100 node', as: 'expected', reason: 'For the workshop' },
    ]);
    expect(fake.argumentsOf('getExposure').length).toBeGreaterThan(before);
    expect(heads()).toContain('As wanted, 3');
    expect(pane('node 4100').getByRole('status').textContent).toContain('Written to the policy.');
    expect(document.activeElement).toBe(pane('node 4100').getByRole('status'));
  });

  it('can be that only this Mac should reach it', async () => {
    const { fake, field } = await mark(/^Should be local only/);
    fireEvent.change(field, { target: { value: 'Only tests use it' } });
    fireEvent.submit(field.closest('form') as HTMLFormElement);
    await settle();
    expect(fake.argumentsOf('markListener')).toEqual([
      { listenerId: 'tcp * 4100 node', as: 'this-mac', reason: 'Only tests use it' },
    ]);
  });

  it('is not sent without a reason, and Esc gives the focus back', async () => {
    const { fake, field } = await mark(/^Mark as expected/);
    fireEvent.change(field, { target: { value: '   ' } });
    fireEvent.submit(field.closest('form') as HTMLFormElement);
    await settle();
    fireEvent.keyDown(field, { key: 'Escape' });
    await settle();
    expect(fake.argumentsOf('markListener')).toEqual([]);
    expect(document.activeElement).toBe(pane('node 4100').getByRole('button', { name: 'Mark as expected…' }));
  });

  it('stays in the form where it could not be written', async () => {
    const { field } = await mark(/^Mark as expected/, SITUATIONS['exposed-refusing']);
    fireEvent.change(field, { target: { value: 'For the workshop' } });
    fireEvent.submit(field.closest('form') as HTMLFormElement);
    await settle();
    expect(screen.getByRole('alert', { name: 'The policy could not be changed' })).toBeTruthy();
    expect(pane('node 4100').getByRole('textbox')).toHaveProperty('value', 'For the workshop');
    expect(heads()).toContain('As wanted, 2');
  });
});

describe('a list of 300 services', () => {
  afterEach(() => {
    close();
    vi.restoreAllMocks();
  });

  it('draws only those near the visible part, and the open one', async () => {
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(80);
    await exposure(SITUATIONS['exposed-many']);
    const drawn = titles().length;
    expect(drawn).toBeGreaterThan(0);
    expect(drawn).toBeLessThan(60);
    expect(heads()).toContain('Reachable and not as wanted, 100');
    fireEvent.keyDown(list().querySelector('.service-open') as Element, { key: 'End' });
    await settle();
    const opened = list().querySelector('[aria-current="true"]');
    expect(document.activeElement).toBe(opened);
    expect(opened?.getAttribute('aria-label')).toContain('Bonjour 10299');
  });
});
