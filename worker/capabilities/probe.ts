/** What this process can do, found out by doing it. */
import process from 'node:process';
import type { Probe } from '../../contracts/wire/capabilities.ts';
import type { ThreadPool } from '../../runtime/pool/thread-pool.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import { builtInEngines } from './built-in-engines.ts';
import { pyodideVersion } from './pyodide-version.ts';
import { runSelfTest } from './self-test.ts';
import { probeSharedMemory } from './shared-memory-probe.ts';
import { probeSimd128 } from './simd-probe.ts';

/** Afterwards the process is warm: threads are up, engines compiled, every path was taken once. */
export async function probe(pool: ThreadPool): Promise<Probe> {
  const [simd128, sharedMemory, engines] = await Promise.all([
    probeSimd128(),
    probeSharedMemory(),
    builtInEngines(),
  ]);
  const { resultHash, expectedHash, columnAddresses } = await runSelfTest(pool);
  const version = pyodideVersion();
  return {
    runtimeVersion,
    nodeVersion: process.versions.node,
    platform: process.platform,
    architecture: process.arch,
    simd128,
    sharedMemory,
    columnAlignmentBytes: commonAlignment(columnAddresses),
    selfTest: { resultHash, expectedHash, isEqual: resultHash === expectedHash },
    engines,
    pyodide: version === null ? null : { version },
  };
}

const pageBytes = 4096;

/** The largest power of two, a page at most, that divides every address. */
export function commonAlignment(addresses: readonly number[]): number {
  const bits = addresses.reduce((all, address) => all | address, pageBytes);
  return bits & -bits;
}
