// `npm run package:check`: packages the macOS app on any system, without network and without a real Electron, and
// looks at the result. The Electron it is built around is a handful of dummy files with the real names, which is all
// electron-builder needs; what it decides itself (file list, Info.plist, fuses, languages, integrity hash) is real.
//
// What only a Mac can tell stays open here: signature, notarisation, whether the app starts.
import { extractFile, getRawHeader, listPackage, uncacheAll } from '@electron/asar';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as plist from 'plist';
import { BuildError, buildAll, failPlainly, projectRoot } from './build.mjs';
import { electronBuilder } from './package.mjs';

// ---------------------------------------------------------------------------------------------------------------
// The dummy Electron

const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
// Electron's defaults, so that a fuse we forget to set is seen.
const ELECTRON_FUSES = '101100011';

const electronInfo = (executable, id) => ({
  CFBundleDisplayName: executable,
  CFBundleExecutable: executable,
  CFBundleIdentifier: id,
  CFBundleName: executable,
  CFBundlePackageType: 'APPL',
  CFBundleVersion: '45.4.1',
});

function makeDummyElectron(folder) {
  const put = (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: 0o755 });
  };
  const contents = 'Electron.app/Contents';
  const info = {
    ...electronInfo('Electron', 'com.github.Electron'),
    CFBundleIconFile: 'electron.icns',
    NSPrincipalClass: 'AtomApplication',
    // as the real one has them, so that their removal is tested
    NSCameraUsageDescription: 'This app needs access to the camera',
    NSMicrophoneUsageDescription: 'This app needs access to the microphone',
    NSBluetoothPeripheralUsageDescription: 'This app needs access to Bluetooth',
  };
  put(`${contents}/Info.plist`, plist.build(info));
  put(`${contents}/MacOS/Electron`, 'dummy');
  put(`${contents}/Resources/electron.icns`, 'dummy');
  const framework = `${contents}/Frameworks/Electron Framework.framework`;
  const wire = Buffer.concat([
    Buffer.from(`dummy ${FUSE_SENTINEL}`),
    Buffer.from([1, ELECTRON_FUSES.length]),
    Buffer.from(ELECTRON_FUSES),
  ]);
  put(`${framework}/Versions/A/Electron Framework`, wire);
  put(`${framework}/Electron Framework`, wire);
  for (const language of ['en', 'de', 'ja']) {
    put(`${contents}/Resources/${language}.lproj/locale.pak`, 'dummy');
    put(`${framework}/Versions/A/Resources/${language}.lproj/locale.pak`, 'dummy');
    put(`${framework}/Resources/${language}.lproj/locale.pak`, 'dummy');
  }
  for (const kind of ['', ' (Renderer)', ' (GPU)', ' (Plugin)']) {
    const name = `Electron Helper${kind}`;
    put(
      `${contents}/Frameworks/${name}.app/Contents/Info.plist`,
      plist.build(electronInfo(name, 'com.github.Electron.helper')),
    );
    put(`${contents}/Frameworks/${name}.app/Contents/MacOS/${name}`, 'dummy');
  }
  put('LICENSE', 'dummy');
  put('version', '45.4.1');
}

/**
 * Builds the bundle into a new temporary folder. The caller removes `folder`.
 * @returns {Promise<{ app: string, folder: string }>}
 */
export async function buildMacBundle() {
  await buildAll();
  const folder = mkdtempSync(join(tmpdir(), 'batten-bundle-'));
  try {
    const electron = join(folder, 'electron');
    makeDummyElectron(electron);
    const output = join(folder, 'dist');
    const settings = [`-c.electronDist=${electron}`, `-c.directories.output=${output}`];
    // Nothing to sign: what was packaged is not a program. On Linux electron-builder knows that by itself.
    if (process.platform === 'darwin') settings.push('-c.mac.identity=null');
    await electronBuilder(['--mac', 'dir', '--arm64', ...settings], { quiet: true });
    return { app: join(output, 'mac-arm64/Batten.app'), folder };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

// ---------------------------------------------------------------------------------------------------------------
// The checks: each answers what is wrong, one sentence per defect

const asarOf = (app) => {
  uncacheAll(); // the library remembers archives by path, but the archive may have changed since
  return join(app, 'Contents/Resources/app.asar');
};
const infoOf = (app) => plist.parse(readFileSync(join(app, 'Contents/Info.plist'), 'utf8'));
const filesIn = (asar) => {
  const all = listPackage(asar).map((path) => path.replaceAll('\\', '/').slice(1));
  return all.filter((path) => !all.some((other) => other.startsWith(`${path}/`)));
};

const ALLOWED_FILES = [
  /^package\.json$/,
  /^out\/(main|preload)\/index\.cjs$/,
  /^out\/cli\/(main|part-\w+)\.cjs$/,
  /^out\/renderer\/index\.html$/,
  /^out\/renderer\/assets\/[\w.-]+\.(js|css|svg|png|woff2)$/,
  /^assets\/tray\/\w+Template(@2x)?\.png$/,
];
const NEEDED_FILES = [
  'package.json',
  'out/main/index.cjs',
  'out/preload/index.cjs',
  'out/cli/main.cjs',
  'out/cli/part-yaml.cjs',
  'out/renderer/index.html',
  'assets/tray/hardenedTemplate.png',
  'assets/tray/hardenedTemplate@2x.png',
];

function fileList(app) {
  const files = filesIn(asarOf(app));
  return [
    ...files
      .filter((file) => !ALLOWED_FILES.some((allowed) => allowed.test(file)))
      .map((file) => `${file} should not be packaged`),
    ...NEEDED_FILES.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
  ];
}

function noTestCode(app) {
  const asar = asarOf(app);
  const scripts = filesIn(asar).filter((file) => /\.(c?js|html)$/.test(file));
  const defects = [];
  for (const file of scripts) {
    const text = extractFile(asar, file).toString('utf8');
    const trace = /simulated-mac|SimulatedMac|test\/(sim|entry|golden)\//.exec(text);
    if (trace) defects.push(`${file} contains test code (${trace[0]})`);
  }
  return defects;
}

function packageJson(app) {
  const about = JSON.parse(extractFile(asarOf(app), 'package.json').toString('utf8'));
  return [
    ...(about.main === 'out/main/index.cjs' ? [] : [`package.json starts ${about.main}`]),
    ...('devDependencies' in about ? ['package.json still lists devDependencies'] : []),
  ];
}

function infoPlist(app) {
  const info = infoOf(app);
  const wanted = {
    CFBundleIdentifier: 'app.batten.Batten',
    CFBundleExecutable: 'Batten',
    CFBundleName: 'Batten',
    CFBundleShortVersionString: JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version,
    LSMinimumSystemVersion: '13.0',
    LSUIElement: true,
  };
  const defects = Object.entries(wanted)
    .filter(([key, value]) => info[key] !== value)
    .map(([key, value]) => `Info.plist: ${key} is ${JSON.stringify(info[key])}, not ${JSON.stringify(value)}`);
  if ('NSAppTransportSecurity' in info) defects.push('Info.plist: an App Transport Security exception is left');
  const reasons = Object.keys(info).filter((key) => /^NS\w+UsageDescription$/.test(key));
  if (reasons.join() !== 'NSBluetoothAlwaysUsageDescription')
    defects.push(`Info.plist: asks for ${reasons.join(', ') || 'nothing'}`);
  return defects;
}

function integrity(app) {
  const expected = createHash('sha256')
    .update(getRawHeader(asarOf(app)).headerString)
    .digest('hex');
  const recorded = infoOf(app).ElectronAsarIntegrity?.['Resources/app.asar'];
  return recorded?.algorithm === 'SHA256' && recorded.hash === expected
    ? []
    : ['Info.plist: the integrity hash of app.asar is missing or wrong'];
}

// In the order of the bytes after the sentinel. The last one is not ours to set.
const WANTED_FUSES = [
  ['runAsNode', '0'],
  ['enableCookieEncryption', '0'],
  ['enableNodeOptionsEnvironmentVariable', '0'],
  ['enableNodeCliInspectArguments', '0'],
  ['enableEmbeddedAsarIntegrityValidation', '1'],
  ['onlyLoadAppFromAsar', '1'],
  ['loadBrowserProcessSpecificV8Snapshot', '0'],
  ['grantFileProtocolExtraPrivileges', '0'],
];

/**
 * The fuse bytes of a program, one character each, or undefined where it has none.
 * @param {string} file
 * @returns {string | undefined}
 */
export function readFuses(file) {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(FUSE_SENTINEL);
  if (at < 0) return undefined;
  const start = at + FUSE_SENTINEL.length;
  return bytes.toString('latin1', start + 2, start + 2 + bytes[start + 1]);
}

function fuses(app) {
  const wire = readFuses(join(app, 'Contents/Frameworks/Electron Framework.framework/Electron Framework'));
  if (wire === undefined) return ['the fuses cannot be found'];
  return WANTED_FUSES.filter(([, wanted], i) => wire[i] !== wanted).map(
    ([name, wanted]) => `fuse ${name} is not ${wanted}`,
  );
}

function languages(app) {
  const folders = ['Contents/Resources', 'Contents/Frameworks/Electron Framework.framework/Versions/A/Resources'];
  return folders.flatMap((folder) =>
    readdirSync(join(app, folder))
      .filter((name) => name.endsWith('.lproj') && name !== 'en.lproj')
      .map((name) => `${folder} still holds ${name}`),
  );
}

function entitlements() {
  // electron-builder signs with these files; it falls back to far wider ones where the setting is missing.
  const config = readFileSync(join(projectRoot, 'electron-builder.yml'), 'utf8');
  const files = [...config.matchAll(/^ {2}entitlements(?:Inherit)?: (\S+)$/gm)].map((match) => match[1]);
  if (files.length !== 2) return ['electron-builder.yml must name entitlements and entitlementsInherit'];
  return files
    .filter((file) => {
      const keys = existsSync(join(projectRoot, file))
        ? plist.parse(readFileSync(join(projectRoot, file), 'utf8'))
        : {};
      return JSON.stringify(keys) !== '{"com.apple.security.cs.allow-jit":true}';
    })
    .map((file) => `${file} must grant allow-jit and nothing else`);
}

/** @type {Record<string, (app: string) => string[]>} */
export const checks = {
  'only the bundles, package.json and the tray icons are packaged': fileList,
  'no test code is packaged': noTestCode,
  'package.json starts the main bundle': packageJson,
  'Info.plist says menu-bar app, macOS 13, and asks for nothing unneeded': infoPlist,
  'the integrity hash fits the archive': integrity,
  'the fuses are as decided': fuses,
  'English is the only language': languages,
  'the entitlements are minimal': entitlements,
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  let bundle;
  try {
    bundle = await buildMacBundle();
    for (const [name, check] of Object.entries(checks)) {
      const defects = check(bundle.app);
      console.log(
        `${defects.length === 0 ? 'ok     ' : 'not ok '} ${name}${defects.map((defect) => `\n          ${defect}`).join('')}`,
      );
      if (defects.length > 0) process.exitCode = 1;
    }
  } catch (error) {
    failPlainly(
      error instanceof BuildError ? error : new BuildError(`The bundle could not be checked: ${error.message}`),
    );
  } finally {
    if (bundle) rmSync(bundle.folder, { recursive: true, force: true });
  }
}
