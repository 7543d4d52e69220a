// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeWorld } from './fake-api';
import { SITUATIONS } from './harness/situations';
import { close, open, settle } from './render';

async function tunnels(world: Partial<FakeWorld> = SITUATIONS['exposed'] ?? {}) {
  const fake = await open(world);
  fireEvent.click(within(screen.getByRole('navigation')).getByRole('button', { name: /^Exposure/ }));
  await settle();
  fireEvent.click(screen.getByRole('tab', { name: /^Tunnels/ }));
  await settle();
  return fake;
}

const ask = async (): Promise<void> => {
  fireEvent.click(screen.getByRole('button', { name: 'Ask Cloudflare…' }));
  await settle();
};

describe('the tunnels', () => {
  afterEach(close);

  it('say where each name leads, and whether that can be reached without it', async () => {
    await tunnels();
    const table = screen.getByRole('table', { name: 'Tunnels to this Mac' });
    const cells = [...table.querySelectorAll('tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent ?? ''),
    );
    expect(cells).toHaveLength(3);
    expect(cells[0]?.slice(1)).toEqual([
      'localhost:3100',
      'Planka',
      'Any device on your network can reach it without the tunnel.',
      'Running',
    ]);
    expect(cells[0]?.[0]).toContain('Not as wanted, exposed');
    expect(cells[2]?.at(-1)).toBe('Not known');
    expect(table.querySelectorAll('tbody tr:last-child [data-status="unknown"]')).toHaveLength(1);
  });

  it('lead to the service behind them', async () => {
    await tunnels();
    fireEvent.click(screen.getByRole('button', { name: 'Show Mattermost' }));
    await settle();
    expect(screen.getByRole('region', { name: 'Mattermost 8065' })).toBeTruthy();
    expect(screen.getByRole('tab', { name: /^Services/ }).getAttribute('aria-selected')).toBe('true');
  });

  it('are not said to be none where something could not be read', async () => {
    await tunnels(SITUATIONS['exposed-unread']);
    expect(screen.getByText('No tunnel was found')).toBeTruthy();
    await tunnels(SITUATIONS['exposed-empty']);
    expect(screen.getByText('No tunnel leads to this Mac')).toBeTruthy();
  });

  it('are asked for at Cloudflare only after a click that says so', async () => {
    const fake = await tunnels();
    expect(screen.getByText(/it contacts Cloudflare/)).toBeTruthy();
    expect(fake.argumentsOf('askCloudflare')).toEqual([]);
    await ask();
    expect(fake.argumentsOf('askCloudflare')).toHaveLength(1);
    const account = screen.getByRole('table', { name: 'The account at Cloudflare' });
    expect(within(account).getByText('old-mattermost').closest('tr')?.textContent).toContain('None');
  });

  it('show why Cloudflare gave no list, in both ways it can fail', async () => {
    await tunnels(SITUATIONS['no-certificate']);
    await ask();
    expect(screen.getByRole('status', { name: 'Cloudflare gave no list' }).textContent).toContain('no certificate');
    await tunnels(SITUATIONS['exposed-refusing']);
    await ask();
    expect(screen.getByRole('status', { name: 'Cloudflare could not be asked' }).textContent).toContain(
      'Nothing was changed.',
    );
    expect(screen.queryByText('The account has no tunnels.')).toBeNull();
  });
});
