/** The most memory that a running process has had, as the kernel keeps it. */
import { readFile } from 'node:fs/promises';
import { LiveCalcError } from '../contracts/errors.ts';

/** Resident bytes of a process: the peak since its start. Throws INTERNAL where the system does not tell. */
export async function peakBytes(pid: number | null): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes !== undefined) return Number(kibibytes) * 1024;
  throw new LiveCalcError('INTERNAL', `The system does not tell the memory of process ${pid}.`);
}
