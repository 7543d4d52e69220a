// Whether the tool still sees through the way we drive it, and whether the list it is compared with is held to.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptedFindings, compare, findings } from '../../scripts/electronegativity.mjs';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'batten-electronegativity-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function checksThatFind(file: string, text: string): Promise<readonly string[]> {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
  return (await findings([file], folder)).map(({ check }) => check);
}

const opened = (preference: string): string =>
  `import { BrowserWindow } from 'electron';\nclass Pages { #one = new BrowserWindow({ webPreferences: { ${preference} } }); }`;

describe('what the tool sees, through our eyes', () => {
  // In TypeScript of today, with private members, which the tool's own way of reading stops at.
  it.each([
    ['nodeIntegration: true', 'NODE_INTEGRATION_JS_CHECK'],
    ['contextIsolation: false', 'CONTEXT_ISOLATION_JS_CHECK'],
    ['sandbox: false', 'SANDBOX_JS_CHECK'],
    ['webSecurity: false', 'WEB_SECURITY_JS_CHECK'],
    ['allowRunningInsecureContent: true', 'INSECURE_CONTENT_JS_CHECK'],
    ['experimentalFeatures: true', 'EXPERIMENTAL_FEATURES_JS_CHECK'],
  ])('%s', async (preference, check) => {
    const opposite = preference.endsWith('true')
      ? preference.replace('true', 'false')
      : preference.replace('false', 'true');
    expect(await checksThatFind('window.ts', opened(preference))).toContain(check);
    expect(await checksThatFind('window.cjs', opened(preference))).toContain(check);
    expect(await checksThatFind('window.ts', opened(opposite))).not.toContain(check);
  });

  it.each([
    ['shell.openExternal(address)', 'OPEN_EXTERNAL_JS_CHECK'],
    [
      "app.on('certificate-error', (event, contents, url, error, certificate, answer) => { answer(true); })",
      'CERTIFICATE_ERROR_EVENT_JS_CHECK',
    ],
    ['session.setCertificateVerifyProc((request, answer) => answer(0))', 'CERTIFICATE_VERIFY_PROC_JS_CHECK'],
    ["app.commandLine.appendSwitch('ignore-certificate-errors')", 'CUSTOM_ARGUMENTS_JS_CHECK'],
    ['contents.insertCSS(text)', 'DANGEROUS_FUNCTIONS_JS_CHECK'],
    [`new BrowserWindow({ webPreferences: { enableBlinkFeatures: 'X' } })`, 'BLINK_FEATURES_JS_CHECK'],
    ["window.loadURL('http://example.org')", 'HTTP_RESOURCES_JS_CHECK'],
    ["process.env['ELECTRON_DISABLE_SECURITY_WARNINGS'] = 'true'", 'SECURITY_WARNINGS_DISABLED_JS_CHECK'],
  ])('%s', async (code, check) => {
    expect(await checksThatFind('code.ts', code)).toContain(check);
    expect(await checksThatFind('code.cjs', code)).toContain(check);
    expect(await checksThatFind('code.ts', 'nothing()')).not.toContain(check);
  });

  it.each([
    ['<webview src="http://example.org" allowpopups nodeintegration></webview>', 'ALLOWPOPUPS_HTML_CHECK'],
    ['<meta http-equiv="Content-Security-Policy" content="script-src *">', 'CSP_GLOBAL_CHECK'],
  ])('%s', async (markup, check) => {
    expect(await checksThatFind('page.html', markup)).toContain(check);
  });

  it('what is missing everywhere is found too', async () => {
    expect(await checksThatFind('nothing.ts', 'nothing()')).toEqual([
      'CSP_GLOBAL_CHECK',
      'LIMIT_NAVIGATION_GLOBAL_CHECK',
      'PERMISSION_REQUEST_HANDLER_GLOBAL_CHECK',
    ]);
  });

  it('a file that cannot be read as what it is, or of a kind nobody knows, is an error', async () => {
    await expect(checksThatFind('broken.ts', 'const = ;')).rejects.toThrow();
    await expect(checksThatFind('program.wasm', '')).rejects.toThrow('no way is known to look through .wasm files');
  });
});

describe('the list of settled findings', () => {
  const finding = { check: 'A', file: 'x.ts', line: 7, code: 'open();', severity: 'LOW', says: '' };
  const entry = { check: 'A', file: 'x.ts', code: 'open();', reason: 'because' };
  const { code: _code, ...anyLine } = entry;

  it('settles one finding for each entry, wherever the line has moved', () => {
    expect(compare([finding], [entry])).toEqual({ unsettled: [], stale: [] });
    expect(compare([finding], [anyLine])).toEqual({ unsettled: [], stale: [] });
    expect(compare([finding, finding], [entry])).toEqual({ unsettled: [finding], stale: [] });
    expect(compare([finding, finding], [anyLine])).toEqual({ unsettled: [finding], stale: [] });
  });

  it('settles nothing else, and shows what nothing matches any more', () => {
    for (const other of [{ check: 'B' }, { file: 'y.ts' }, { code: 'open(all);' }]) {
      expect(compare([{ ...finding, ...other }], [entry])).toEqual({
        unsettled: [{ ...finding, ...other }],
        stale: [entry],
      });
    }
  });

  it('gives a reason for each', () => {
    expect(acceptedFindings().filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});
