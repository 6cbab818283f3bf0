/** What every job store does, whatever it is made of. */
import { describe, test } from 'vitest';
import type { MakeBench } from './bench.ts';
import { auditContract } from './contract/audit.ts';
import { leasesContract } from './contract/leases.ts';
import { movesContract } from './contract/moves.ts';
import { retentionContract } from './contract/retention.ts';
import { submissionsContract } from './contract/submissions.ts';
import { tasksContract } from './contract/tasks.ts';

const contracts = {
  submissions: submissionsContract,
  moves: movesContract,
  leases: leasesContract,
  tasks: tasksContract,
  retention: retentionContract,
  audit: auditContract,
};

export function jobStoreContract(makeBench: MakeBench): void {
  describe.each(Object.entries(contracts))('%s', (_, contract) => {
    test.each(Object.entries(contract))('%s', async (_name, check) => {
      await using bench = await makeBench();
      await check(await bench.open(), bench);
    });
  });
}
