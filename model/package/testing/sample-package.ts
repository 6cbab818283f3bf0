/** A package of four small files, and how to spoil it. */
import { createHash } from 'node:crypto';
import type { PackageManifest } from '../../../contracts/package-manifest.ts';
import { rawZip, type RawEntry } from './raw-zip.ts';

export const sampleConfig = {
  policies: 'local://policies.csv',
  assumptions: {
    mortality: 'local://tables/mortality.csv',
    lapse: 'local://tables/lapse.csv',
    expenses: 'local://tables/expenses.csv',
  },
  scenarios: { model: 'gbm', count: 10 },
};

export const sampleFiles: Readonly<Record<string, string>> = {
  'policies.csv': 'policy_id,age\n1,30\n',
  'tables/expenses.csv': 'name,value\n',
  'tables/lapse.csv': 'year,lapse_rate\n1,0.05\n',
  'tables/mortality.csv': 'age,male_qx,female_qx\n30,0.001,0.0008\n',
};

export interface SamplePackage {
  readonly files?: Readonly<Record<string, string>>;
  readonly configText?: string;
  /** Changes the manifest that describes files and configuration. */
  readonly manifest?: (manifest: PackageManifest) => unknown;
  /** Changes the entries that were to be written. */
  readonly entries?: (entries: readonly RawEntry[]) => readonly RawEntry[];
}

/** A package that is as it should be but for what is changed. */
export function samplePackage(changes: SamplePackage = {}): Uint8Array<ArrayBuffer> {
  const { files = sampleFiles, configText = JSON.stringify(sampleConfig) } = changes;
  const assets = Object.entries(files).map(([path, content]) => {
    return { path, ...identityOf(content), included: true };
  });
  const config = identityOf(configText);
  const manifest = { v: 1 as const, runtimeVersion: '0.4.0', config, engines: {}, assets };
  const { manifest: change = (same) => same, entries = (same) => same } = changes;
  return rawZip(
    entries([
      { path: 'manifest.json', content: JSON.stringify(change(manifest)) },
      { path: 'livecalc.config.json', content: configText },
      ...Object.entries(files).map(([path, content]) => ({ path, content })),
    ]),
  );
}

function identityOf(content: string): { sha256: string; sizeBytes: number } {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { sha256, sizeBytes: Buffer.byteLength(content) };
}
