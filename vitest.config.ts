import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.spec.ts', 'test/**/*.spec.tsx'],
    // These need Electron and a display: Playwright runs them.
    exclude: ['test/e2e/**', '**/node_modules/**'],
    testTimeout: 10_000,
    hookTimeout: 20_000,
    restoreMocks: true,
  },
});
