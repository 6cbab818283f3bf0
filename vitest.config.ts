import { defineConfig } from 'vitest/config';

/**
 * unit: no files, no threads. integration: real files, threads, child processes, engines.
 * parity: the same run elsewhere; these skip with a printed reason where the place is absent.
 */
const integration = ['**/*.integration.test.ts'];
const parity = ['parity-tests/**/*.test.ts'];
/** Where the counts go as JSON, for a script that adds them up. */
const reportFile = process.env['LIVECALC_TEST_REPORT'];
/** On machines that do other things too; servers start in hooks. What is polled for fails only where it never comes. */
const expect = { poll: { timeout: 60_000 } };
const patient = { testTimeout: 300_000, hookTimeout: 300_000, expect };
const exclude = ['**/node_modules/**'];

export default defineConfig({
  test: {
    reporters:
      reportFile === undefined ? ['default'] : ['default', ['json', { outputFile: reportFile }]],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...integration, ...parity],
          expect,
          testTimeout: 60_000,
        },
      },
      { test: { name: 'integration', include: integration, exclude, ...patient } },
      { test: { name: 'parity', include: parity, exclude, ...patient } },
    ],
  },
});
