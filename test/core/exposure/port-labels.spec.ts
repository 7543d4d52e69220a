import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../src/core/command';
import { readExposure } from '../../../src/core/exposure/read-exposure';
import { stockMac } from '../../sim/machines';
import type { MacState } from '../../sim/mac-state';
import { withEngine, withProject } from '../../sim/serving-parts';
import { said } from '../parse/parsers';
import { askMac, HOME } from './ask-mac';

const FILE = '/Users/alex/web/compose.yml';
const YAML = 'services:\n  site:\n    image: nginx\n    ports:\n      - 8080:80\n';

/** What Docker Desktop’s process holds on port 8080, as "container", "engine" and so on, by the answers of the engine. */
async function holderOf(state: MacState, change: (row: Record<string, unknown>) => object): Promise<readonly string[]> {
  const { results } = await askMac(state);
  const answers = Object.entries(results).map(([key, result]): readonly [string, CommandResult] => {
    if (!key.startsWith('containers of ') || result.kind !== 'exited' || result.stdout === '') return [key, result];
    const rows = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    return [key, said(rows.map((row) => JSON.stringify(change(row))).join('\n'))];
  });
  const { listeners } = readExposure(Object.fromEntries(answers), { home: HOME });
  return listeners
    .filter(({ socket }) => socket.local.port === 8080)
    .map(({ owner }) =>
      owner.kind === 'container' ? `${owner.container.name} of ${owner.container.compose?.service ?? ''}` : owner.kind,
    );
}

describe('a port that Docker Desktop holds', () => {
  const desktop = withProject(withEngine(stockMac('26.5'), 'docker-desktop'), FILE, { [FILE]: YAML });

  it('is traced to its container and service by the engine’s list of ports, or by its labels alone', async () => {
    expect(await holderOf(desktop, (row) => row)).toEqual(['web-site-1 of site']);
    expect(await holderOf(desktop, (row) => ({ ...row, Ports: '' }))).toEqual(['web-site-1 of site']);
  });

  it('is the engine’s where neither tells', async () => {
    expect(await holderOf(desktop, (row) => ({ ...row, Ports: '', PortLabels: [''] }))).toEqual(['engine']);
    expect(await holderOf(desktop, (row) => ({ ...row, Ports: '', PortScheme: 'v9' }))).toEqual(['engine']);
  });
});
