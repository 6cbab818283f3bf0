/** The fleet in tables. */
import Table from 'cli-table3';
import type { FleetLane, FleetStatus, FleetWorker } from '../../../contracts/wire/fleet-status.ts';
import type { Terminal } from '../thread-messages.ts';
import { formatDuration, formatNumber } from './number-format.ts';

/** No lines between rows: twenty workers are to be seen at once. */
const look = { style: { head: [], border: [], compact: true } };

export function fleetText({ workers, lanes, jobs, runtimeVersion }: FleetStatus): string {
  const states = Object.entries(jobs).map(([state, count]) => `${formatNumber(count)} ${state}`);
  return [
    `Gateway ${runtimeVersion}; jobs: ${states.join(', ') || 'none'}`,
    lanes.length === 0 ? 'No lane has workers or work.' : laneTable(lanes),
    workers.length === 0 ? 'No worker has been heard of lately.' : workerTable(workers),
  ].join('\n');
}

/** The same inside a terminal: what is wider is cut, and what is longer is counted. */
export function fleetScreen(fleet: FleetStatus, { columns, rows }: Terminal): string {
  const lines = fleetText(fleet)
    .split('\n')
    .map((line) => (line.length <= columns ? line : `${line.slice(0, columns - 1)}…`));
  // The last row is the cursor's.
  if (lines.length < rows) return lines.join('\n');
  const shown = lines.slice(0, rows - 2);
  const rest = `… and ${lines.length - shown.length} lines more: --once shows all.`;
  return [...shown, rest.slice(0, columns)].join('\n');
}

function laneTable(lanes: readonly FleetLane[]): string {
  const head = ['version', 'pool', 'workers', 'slots', 'running', 'waiting', 'tasks/s', 'left'];
  const table = new Table({ head, ...look });
  for (const lane of lanes) {
    table.push([
      lane.runtimeVersion,
      lane.pool,
      formatNumber(lane.workers),
      formatNumber(lane.slots),
      formatNumber(lane.running),
      formatNumber(lane.waiting),
      lane.tasksPerSecond === null ? '' : formatNumber(lane.tasksPerSecond, 1),
      lane.secondsLeft === null || isIdle(lane) ? '' : formatDuration(lane.secondsLeft * 1000),
    ]);
  }
  return table.toString();
}

function isIdle({ running, waiting }: FleetLane): boolean {
  return running + waiting === 0;
}

function workerTable(workers: readonly FleetWorker[]): string {
  const table = new Table({ head: ['worker', 'state', 'memory', 'done', 'at work on'], ...look });
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
