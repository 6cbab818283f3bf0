/** The fleet in tables. */
import Table from 'cli-table3';
import type { FleetLane, FleetStatus, FleetWorker } from '../../../contracts/wire/fleet-status.ts';
import { formatDuration, formatNumber } from './number-format.ts';

const style = { head: [], border: [] };

export function fleetText({ workers, lanes, jobs, runtimeVersion }: FleetStatus): string {
  const states = Object.entries(jobs).map(([state, count]) => `${formatNumber(count)} ${state}`);
  return [
    `Gateway ${runtimeVersion}; jobs: ${states.join(', ') || 'none'}`,
    lanes.length === 0 ? 'No lane has workers or work.' : laneTable(lanes),
    workers.length === 0 ? 'No worker has been heard of lately.' : workerTable(workers),
  ].join('\n');
}

function laneTable(lanes: readonly FleetLane[]): string {
  const head = ['version', 'pool', 'workers', 'slots', 'running', 'waiting', 'tasks/s', 'left'];
  const table = new Table({ head, style });
  for (const lane of lanes) {
    table.push([
      lane.runtimeVersion,
      lane.pool,
      formatNumber(lane.workers),
      formatNumber(lane.slots),
      formatNumber(lane.running),
      formatNumber(lane.waiting),
      lane.tasksPerSecond === null ? '' : formatNumber(lane.tasksPerSecond, 1),
      lane.secondsLeft === null ? '' : formatDuration(lane.secondsLeft * 1000),
    ]);
  }
  return table.toString();
}

function workerTable(workers: readonly FleetWorker[]): string {
  const table = new Table({ head: ['worker', 'state', 'memory', 'done', 'at work on'], style });
  for (const worker of workers) {
    table.push([
      worker.pod ?? worker.worker.slice(0, 8),
      worker.state,
      `${formatNumber(worker.residentBytes / 2 ** 20)} MiB`,
      formatNumber(worker.tasksDone),
      worker.running.map(workText).join('\n'),
    ]);
  }
  return table.toString();
}

function workText({ taskId, forMs, progress }: FleetWorker['running'][number]): string {
  const [, ...task] = taskId?.split('.') ?? [];
  const what =
    taskId === null ? "another tenant's task" : `${taskId.slice(0, 8)} ${task.join(' ')}`;
  const stage = progress === null ? '' : `, ${progress.stage}`;
  return `${what} (${formatDuration(forMs)}${stage})`;
}
