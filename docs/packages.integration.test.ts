/** What packages.md says can be done by hand. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../clients/cli/test-support/run-cli.ts';
import { temporaryFolder } from '../clients/cli/test-support/small-result.ts';
import type { PackageManifest } from '../contracts/package-manifest.ts';

const root = path.join(import.meta.dirname, '..');
const isInstalled = spawnSync('unzip', ['-v']).status === 0;
if (!isInstalled) process.stderr.write('docs/packages.md: test skipped, unzip is not installed.\n');

it.runIf(isInstalled)(
  'common tools read a package and find the hashes of its manifest',
  async () => {
    const file = path.join(temporaryFolder(), 'own.lcpkg');
    await runCli(['pack', path.join(root, 'examples', 'own-engine'), '-o', file]);
    const unzip = (...args: readonly string[]): Buffer => execFileSync('unzip', args);
    expect(unzip('-tq', file).toString()).toContain('No errors detected');

    const { assets } = JSON.parse(unzip('-p', file, 'manifest.json').toString()) as PackageManifest;
    const listing = unzip('-v', file).toString();
    const documented = readFileSync(path.join(import.meta.dirname, 'packages.md'), 'utf8');
    for (const asset of assets) {
      const digest = createHash('sha256')
        .update(unzip('-p', file, asset.path))
        .digest('hex');
      expect(digest).toBe(asset.sha256);
      const line = listing.split('\n').find((one) => one.endsWith(`  ${asset.path}`));
      expect(documented).toContain(line);
    }
    expect(assets.map((asset) => asset.path)).toContain('files/lapse.csv');
  },
);
