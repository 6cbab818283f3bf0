import { defineConfig } from 'vitest/config';

/**
 * unit: no files, no threads. integration: real files, threads, child processes, engines.
 * parity: the same run elsewhere; these skip with a printed reason where the place is absent.
 */
const integration = ['**/*.integration.test.ts'];
const parity = ['parity-tests/**/*.test.ts'];
const exclude = ['**/node_modules/**'];

export default defineConfig({
  test: {
    reporters: ['default'],
    testTimeout: 60_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...integration, ...parity],
        },
      },
      { test: { name: 'integration', include: integration, exclude, testTimeout: 120_000 } },
      { test: { name: 'parity', include: parity, exclude, testTimeout: 120_000 } },
    ],
  },
});
