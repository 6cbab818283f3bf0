import os from 'node:os';
import type { ExecutionRecord } from '../../contracts/execution-record.ts';
import type { Platform } from '../platform.ts';

/** Nothing that says whose machine it is: no name, no user, no address. */
export function machineFacts({
  availableThreads,
  machineMemoryBytes,
}: Platform): ExecutionRecord['machine'] {
  return {
    system: `${os.platform()} ${os.arch()}`,
    runtime: `Node ${process.versions.node}`,
    cores: availableThreads,
    memoryBytes: machineMemoryBytes,
  };
}

/** The most memory that this process ever held, all its threads together. */
export function peakProcessBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
