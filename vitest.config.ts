import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { filesThatNeedNothing } from './test/support/lanes.ts';
import LongestFirst from './test/support/longest-first.ts';

const unit = filesThatNeedNothing();

/**
 * `unit` needs nothing; `system` shares one real PostgreSQL and one real Temporal server (test/support/servers.ts).
 * Files run beside each other, each as one story after the other, and what one leaves in its process the next one
 * meets.
 */
export default defineConfig({
  test: {
    reporters: ['default', 'json', './test/support/budget-reporter.ts'],
    outputFile: { json: '.manteban/test-report.json' },
    maxWorkers: availableParallelism() + 1, // much of a test is waiting for servers
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'unit', include: unit } },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: [...unit, 'node_modules/**'],
          globalSetup: ['test/support/servers.ts'],
        },
      },
    ],
    isolate: false,
    maxConcurrency: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
