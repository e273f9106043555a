import { defineConfig } from 'vitest/config';

/** `unit` needs nothing; `system` shares one real PostgreSQL and one real Temporal server (test/support/servers.ts). */
export default defineConfig({
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: '.manteban/test-report.json' },
    projects: [
      { test: { name: 'unit', include: ['test/domain/**/*.test.ts', 'test/docs/**/*.test.ts'] } },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/domain/**', 'test/docs/**', 'node_modules/**'],
          globalSetup: ['test/support/servers.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
