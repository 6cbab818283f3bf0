/**
 * The process of a worker. SIGTERM lets the running job finish; a second one, and SIGINT, end it at
 * once. Exit codes: 0 nothing was cut off, 1 a running job was or the worker cannot value, 2 a setting
 * to mend.
 */
import { LiveCalcError } from '../contracts/errors.ts';
import { auditStream, createAuditLog } from '../service/audit-log.ts';
import { createLogger, type Logger } from '../service/logger.ts';
import { loadSettings } from '../service/settings/load-settings.ts';
import { workerSettings } from './settings.ts';
import { startWorker, type Worker } from './worker.ts';

try {
  const settings = loadSettings(workerSettings, process.env);
  const logger = createLogger(settings);
  const audit = createAuditLog(auditStream(settings.AUDIT_FILE));
  const stopped = new AbortController();
  const starting = startWorker(settings, logger, audit);
  endOnSignals(starting, logger, stopped);
  const worker = await starting;
  logger.info({ url: worker.url }, `listening on ${worker.url}`);
  tellWhenReady(worker, logger);
} catch (error) {
  if (!(error instanceof LiveCalcError) || error.blame !== 'user') throw error;
  process.stderr.write(`livecalc worker: ${error.message} [${error.code}]\n`);
  process.exit(2);
}

/** From the start on: the first process of a container takes no signal that it does not ask for. */
function endOnSignals(starting: Promise<Worker>, logger: Logger, stopped: AbortController): void {
  let isDraining = false;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isDraining || signal === 'SIGINT') stopped.abort();
    if (isDraining) return;
    isDraining = true;
    logger.info({ signal }, 'going down');
    const worker = await starting;
    const isWhole = await worker.drain(stopped.signal);
    logger.info(isWhole ? 'down' : 'down; the running job was cut off');
    process.exit(isWhole ? 0 : 1);
  };
  process.on('SIGTERM', (signal) => void end(signal)).on('SIGINT', (signal) => void end(signal));
}

/** A worker that cannot value right is no use: whoever started it sees it end. */
function tellWhenReady({ ready }: Worker, logger: Logger): void {
  ready.then(
    () => logger.info('ready'),
    (error: unknown) => {
      // It was told to end before it was ready, which is no failure.
      if (error instanceof LiveCalcError && error.code === 'DRAINING') return;
      logger.fatal({ err: error }, error instanceof Error ? error.message : 'not able to work');
      process.exit(1);
    },
  );
}
