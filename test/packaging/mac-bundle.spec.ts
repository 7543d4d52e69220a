// Packages the macOS app around a dummy Electron and looks at it; then damages it, and expects each check to notice.
import { createPackage, extractAll } from '@electron/asar';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildMacBundle, checks } from '../../scripts/check-mac-bundle.mjs';

const root = resolve(import.meta.dirname, '../..');
// Until every bundle has a source there is nothing to package.
const isComplete = ['main/index.ts', 'preload/index.ts', 'cli/main.ts', 'renderer/index.html'].every((file) =>
  existsSync(join(root, 'src', file)),
);

describe.skipIf(!isComplete)('the macOS bundle', () => {
  let bundle = { app: '', folder: '' };

  beforeAll(async () => {
    bundle = await buildMacBundle();
  }, 60_000);
  afterAll(() => {
    if (bundle.folder !== '') rmSync(bundle.folder, { recursive: true, force: true });
  });

  const defectsNow = (): string[] => Object.values(checks).flatMap((check) => check(bundle.app));

  it.each(Object.entries(checks))('%s', (_name, check) => {
    expect(check(bundle.app)).toEqual([]);
  });

  it('a fuse that is set otherwise is noticed', () => {
    const file = join(bundle.app, 'Contents/Frameworks/Electron Framework.framework/Electron Framework');
    const before = readFileSync(file);
    const damaged = Buffer.from(before);
    damaged[damaged.length - 9] = 0x31; // runAsNode
    writeFileSync(file, damaged);
    expect(defectsNow()).toEqual(['fuse runAsNode is not 0']);
    writeFileSync(file, before);
  });

  it('a transport security exception and a needless request are noticed', () => {
    const file = join(bundle.app, 'Contents/Info.plist');
    const before = readFileSync(file, 'utf8');
    const added = '<key>NSAppTransportSecurity</key><dict/><key>NSCameraUsageDescription</key><string>?</string>';
    writeFileSync(file, before.replace('<dict>', `<dict>${added}`));
    expect(defectsNow()).toEqual([
      'Info.plist: an App Transport Security exception is left',
      expect.stringContaining('NSCameraUsageDescription'),
    ]);
    writeFileSync(file, before);
  });

  it('another language is noticed', () => {
    const folder = join(bundle.app, 'Contents/Resources/de.lproj');
    mkdirSync(folder);
    expect(defectsNow()).toEqual(['Contents/Resources still holds de.lproj']);
    rmSync(folder, { recursive: true });
  });

  it('test code, a stray file and a changed archive are noticed', async () => {
    const asar = join(bundle.app, 'Contents/Resources/app.asar');
    const before = readFileSync(asar);
    const content = join(bundle.folder, 'content');
    extractAll(asar, content);
    writeFileSync(join(content, 'out/main/index.cjs'), 'new SimulatedMac()');
    writeFileSync(join(content, 'out/secret.txt'), 'stray');
    await createPackage(content, asar);
    expect(defectsNow()).toEqual([
      'out/secret.txt should not be packaged',
      'out/main/index.cjs contains test code (SimulatedMac)',
      'Info.plist: the integrity hash of app.asar is missing or wrong',
    ]);
    writeFileSync(asar, before);
  });
});
