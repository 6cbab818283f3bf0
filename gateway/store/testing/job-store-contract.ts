/** What every job store does, whatever it is made of. */
import { describe } from 'vitest';
import type { MakeBench } from './bench.ts';
import { auditContract } from './contract/audit.ts';
import { leasesContract } from './contract/leases.ts';
import { movesContract } from './contract/moves.ts';
import { retentionContract } from './contract/retention.ts';
import { submissionsContract } from './contract/submissions.ts';
import { tasksContract } from './contract/tasks.ts';

export function jobStoreContract(bench: MakeBench): void {
  describe('submissions', () => submissionsContract(bench));
  describe('moves', () => movesContract(bench));
  describe('leases', () => leasesContract(bench));
  describe('tasks', () => tasksContract(bench));
  describe('retention', () => retentionContract(bench));
  describe('audit', () => auditContract(bench));
}
