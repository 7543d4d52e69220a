import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  // preview*.e2e.ts drive a browser; scripts/test.mjs says so when there is none and they are left out.
  testIgnore: process.env['BATTEN_WITHOUT_BROWSER'] === '1' ? ['**/preview*.e2e.ts'] : [],
  outputDir: 'test-results',
  // One Electron at a time: several at once steal each other's focus.
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  reporter: 'list',
  use: { trace: 'off' },
});
