/** What this process can do, found out by doing it. */
import process from 'node:process';
import type { Probe } from '../../contracts/wire/capabilities.ts';
import type { ThreadPool } from '../../runtime/pool/thread-pool.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import type { BuiltInEngine } from './built-in-engines.ts';
import { runSelfTest } from './self-test.ts';
import { probeSharedMemory } from './shared-memory-probe.ts';
import { probeSimd128 } from './simd-probe.ts';

/** Afterwards the process is warm: threads are up, every path was taken once. */
export async function probe(pool: ThreadPool, engines: readonly BuiltInEngine[]): Promise<Probe> {
  const [simd128, sharedMemory] = await Promise.all([probeSimd128(), probeSharedMemory()]);
  const { resultHash, expectedHash, columnAddresses } = await runSelfTest(pool);
  return {
    runtimeVersion,
    nodeVersion: process.versions.node,
    platform: process.platform,
    architecture: process.arch,
    simd128,
    sharedMemory,
    columnAlignmentBytes: commonAlignment(columnAddresses),
    selfTest: { resultHash, expectedHash, isEqual: resultHash === expectedHash },
    engines: engines.map(({ info: { name, version }, sha256, isReleased }) => ({
      name,
      version,
      sha256,
      isReleased,
    })),
  };
}

const pageBytes = 4096;

/** The largest power of two, a page at most, that divides every address. */
export function commonAlignment(addresses: readonly number[]): number {
  const bits = addresses.reduce((all, address) => all | address, pageBytes);
  return bits & -bits;
}
