/**
 * The process of a server. SIGTERM lets running work finish; a second one, and SIGINT, end it at once.
 * Exit codes: 0 nothing was cut off, 1 something was or the server cannot work, 2 a setting to mend.
 */
import { LiveCalcError } from '../contracts/errors.ts';
import { auditStream, createAuditLog, type AuditLog } from './audit-log.ts';
import { createLogger, type Logger } from './logger.ts';
import { loadSettings } from './settings/load-settings.ts';
import type { ServerSettings } from './settings/server-settings.ts';
import type { SettingsSchema } from './settings/setting.ts';

/** A server that listens. */
export interface RunningServer {
  /** Where, for example `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Settles when it is ready for work; rejects where it never will be. */
  readonly ready: Promise<unknown>;
  /** Ends it, at once when `stop` is aborted; resolves to whether nothing that ran was cut off. */
  drain(stop: AbortSignal): Promise<boolean>;
}

export interface ServerKind<S extends ServerSettings> {
  /** `worker`, `gateway`. */
  readonly name: string;
  readonly settings: SettingsSchema;
  start(settings: S, logger: Logger, audit: AuditLog): Promise<RunningServer>;
}

/** Starts a server with the settings of the environment, and ends the process with it. */
export async function runServer<S extends ServerSettings>(kind: ServerKind<S>): Promise<void> {
  try {
    const settings = loadSettings(kind.settings, process.env) as unknown as S;
    const logger = createLogger(settings);
    const audit = createAuditLog(auditStream(settings.AUDIT_FILE));
    const starting = kind.start(settings, logger, audit);
    endOnSignals(starting, logger);
    const server = await starting;
    logger.info({ url: server.url }, `listening on ${server.url}`);
    tellWhenReady(server, logger);
  } catch (error) {
    if (!(error instanceof LiveCalcError) || error.blame !== 'user') throw error;
    process.stderr.write(`livecalc ${kind.name}: ${error.message} [${error.code}]\n`);
    process.exit(2);
  }
}

/** From the start on: the first process of a container takes no signal that it does not ask for. */
function endOnSignals(starting: Promise<RunningServer>, logger: Logger): void {
  const stopped = new AbortController();
  let isDraining = false;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isDraining || signal === 'SIGINT') stopped.abort();
    if (isDraining) return;
    isDraining = true;
    logger.info({ signal }, 'going down');
    const server = await starting;
    const isWhole = await server.drain(stopped.signal);
    logger.info(isWhole ? 'down' : 'down; the running job was cut off');
    process.exit(isWhole ? 0 : 1);
  };
  process.on('SIGTERM', (signal) => void end(signal)).on('SIGINT', (signal) => void end(signal));
}

/** A server that cannot work right is no use: whoever started it sees it end. */
function tellWhenReady({ ready }: RunningServer, logger: Logger): void {
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
