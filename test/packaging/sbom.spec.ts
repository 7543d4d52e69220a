// The bill of materials against what the bundler really took, and against the shape that CycloneDX 1.5 asks for.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { billOfMaterials } from '../../scripts/sbom.mjs';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const about = read('package.json') as {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const lock = read('package-lock.json') as { packages: Record<string, { name?: string; version: string }> };

/** The packages out of which the shipped bundles are made, as "name@version". */
async function bundledPackages(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/main/index.ts', 'src/preload/index.ts', 'src/cli/main.ts', 'src/renderer/main.tsx'],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'unused',
    platform: 'node',
    external: ['electron'],
    loader: { '.css': 'empty' },
    logLevel: 'silent',
  });
  const places = Object.keys(metafile.inputs).flatMap(
    (input) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
  );
  return [...new Set(places)].map((place) => {
    const entry = lock.packages[place];
    return `${entry?.name ?? place.slice('node_modules/'.length)}@${entry?.version}`;
  });
}

const fullName = ({ group, name, version }: { group?: string; name: string; version: string }): string =>
  `${group === undefined ? '' : `${group}/`}${name}@${version}`;

afterEach(() => vi.unstubAllEnvs());

describe('the bill of materials', () => {
  const { components, dependencies, metadata, serialNumber, bomFormat, specVersion, version } = billOfMaterials();

  it('names exactly what is bundled, and Electron', async () => {
    const bundled = [...(await bundledPackages()), `electron@${about.devDependencies['electron']}`];
    expect(bundled.length).toBeGreaterThan(8);
    expect(components.map(fullName).toSorted()).toEqual(bundled.toSorted());
  });

  it('names every production dependency in the version that package.json gives', () => {
    const wanted = Object.entries(about.dependencies).map(([name, given]) =>
      given.replace(/^npm:/, '').replace(/^(?=\d)/, `${name}@`),
    );
    expect(wanted).toContain('@vscode/sudo-prompt@9.3.2');
    expect(components.map(fullName)).toEqual(expect.arrayContaining(wanted));
  });

  it('has the shape of CycloneDX 1.5', () => {
    expect({ bomFormat, specVersion, version }).toEqual({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 });
    expect(serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(metadata.component).toMatchObject({ type: 'application', name: 'Batten', version: about.version });
    for (const component of components) {
      expect(component).toMatchObject({
        type: expect.stringMatching(/^(library|framework)$/),
        'bom-ref': component.purl,
        purl: `pkg:npm/${fullName(component).replace(/^@/, '%40')}`,
        hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
        licenses: [{ license: { id: expect.stringMatching(/^[A-Za-z0-9.-]+$/) } }],
      });
    }
  });

  it('connects every component, and nothing else', () => {
    const refs = [metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])];
    expect(new Set(refs).size).toBe(refs.length);
    expect(dependencies.map(({ ref }) => ref).toSorted()).toEqual(refs.toSorted());
    const reached = new Set([metadata.component['bom-ref']]);
    for (const ref of reached)
      for (const next of dependencies.find((one) => one.ref === ref)?.dependsOn ?? []) reached.add(next);
    expect([...reached].toSorted()).toEqual(refs.toSorted());
  });

  it('is the same for the same lock file, and names a time only where one is given', () => {
    expect(billOfMaterials()).toEqual(billOfMaterials());
    expect(metadata).not.toHaveProperty('timestamp');
    vi.stubEnv('SOURCE_DATE_EPOCH', '1790000000');
    expect(billOfMaterials().metadata).toMatchObject({ timestamp: '2026-09-21T14:13:20.000Z' });
  });

  it('names another Electron without a hash that is not its own', () => {
    const other = billOfMaterials({ electron: '33.2.1' });
    const electron = other.components.find(({ name }) => name === 'electron');
    expect(electron).toMatchObject({ version: '33.2.1', purl: 'pkg:npm/electron@33.2.1' });
    expect(electron).not.toHaveProperty('hashes');
    expect(other.serialNumber).not.toBe(serialNumber);
  });
});
