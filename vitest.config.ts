import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What is judged by real time as well: whole stacks that are started, killed and measured. */
const timed = ['test/{bench,chaos,cli,e2e}/**/*.test.ts'];

const maxWorkers = Math.max(2, availableParallelism() - 1); // much of a test is waiting for servers

/**
 * `unit` needs nothing; `system` shares one real PostgreSQL and one real Temporal server (test/support/servers.ts), and
 * so does `timed`, after everything else and one file at a time.
 */
export default defineConfig({
  test: {
    reporters: ['default', 'json'],
    outputFile: { json: '.manteban/test-report.json' },
    projects: [
      { test: { name: 'unit', include: ['test/domain/**/*.test.ts', 'test/docs/**/*.test.ts'], maxWorkers } },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/domain/**', 'test/docs/**', ...timed, 'node_modules/**'],
          globalSetup: ['test/support/servers.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'timed',
          include: timed,
          globalSetup: ['test/support/servers.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
