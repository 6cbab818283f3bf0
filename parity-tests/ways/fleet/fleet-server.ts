import type { ServerProcess } from '../../../local-fleet/server-process.ts';
import type { TaskRecord } from '../../../gateway/store/job-store.ts';
import type { Server } from '../server/server.ts';

/**
 * Workers tell what a stage takes by its first units, which are the slowest; above a millisecond nearly
 * all of them are spread, in the small cases too.
 */
export const spreadAlmostAll = { SPREAD_ABOVE_MS: '1' } as const;

/** A fleet, for all cases of a way. */
export interface FleetServer extends Server {
  /** Tasks of a job and what came of them, as they are stored. */
  tasks(jobId: string): Promise<readonly TaskRecord[]>;
}

/** One whose servers can be killed. */
export interface ProcessFleet extends FleetServer {
  /** Of the shared pool. */
  readonly workers: readonly PodProcess[];
  readonly gateways: readonly ServerProcess[];
}

export interface PodProcess {
  /** Its POD_NAME. */
  readonly pod: string;
  readonly process: ServerProcess;
}
