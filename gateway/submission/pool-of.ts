import { createHash } from 'node:crypto';
import { sharedPool } from '../../contracts/wire/task.ts';

/** The workers that may run a job: code that a model brings meets its own tenant's only (I8). */
export function poolOf(tenant: string, bringsCode: boolean): string {
  if (!bringsCode) return sharedPool;
  return `t-${createHash('sha256').update(tenant).digest('hex').slice(0, 20)}`;
}
