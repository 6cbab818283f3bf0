import { Command } from 'commander';
import { workerSettings } from '../../../worker/settings.ts';
import { settingLines } from '../text/setting-lines.ts';

const help = `
Examples:
  livecalc worker
  PORT=8080 THREADS=4 livecalc worker

Settings, all from the environment:
${settingLines(workerSettings)}

SIGTERM lets the running job finish; a second one, and Ctrl-C, end it at once.
docs/operations.md says more, and docs/security.md how to serve more than this
machine.`;

/**
 * `livecalc worker`, as far as it is a command like the others: its help. The worker itself is started
 * by start.mjs, in the process's main thread, where signals arrive.
 */
export function workerCommand(): Command {
  return new Command('worker')
    .summary('serve runs over HTTP and WebSocket')
    .description(
      'Starts a worker: it takes runs over HTTP and WebSocket, and streams their results.',
    )
    .addHelpText('after', help);
}
