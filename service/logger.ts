/** The log: for those who run a server. It names no policy and holds no token (I8). */
import pino from 'pino';
import type { LineStream } from './audit-log.ts';
import { loggedError } from './logged-error.ts';
import type { LoggingSettings } from './settings/server-settings.ts';

/** Without `child`, whose fields would reach the log unseen. */
export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

const hiddenKeys = /^(authorization|cookie|token|.*secret|password|api_?key|policy_?ids?)$/i;
const maxDepth = 8;
/** What looks like credentials: a JWT, and whatever stands after `Bearer`. */
const credentials = /\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=\bbearer )[\w.~+/-]+/gi;

/**
 * JSON lines to `stream` (stdout). Errors go under the key `err`. That nothing secret is logged is the
 * work of whoever logs; here it is made sure a second time.
 */
export function createLogger(
  { LOG_LEVEL }: Pick<LoggingSettings, 'LOG_LEVEL'>,
  stream: LineStream = pino.destination({ dest: 1, sync: true }),
): Logger {
  return pino(
    {
      level: LOG_LEVEL,
      base: { channel: 'log' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      hooks: {
        // Before pino sees them: it takes the message of an error for the line's.
        logMethod(values, method) {
          const [first, ...rest] = values.map((value) => withoutHidden(value, 0));
          const fields = values[0] instanceof Error ? { err: first } : first;
          method.apply(this, [fields, ...rest] as typeof values);
        },
        streamWrite: (line) => line.replaceAll(credentials, '[token]'),
      },
    },
    stream,
  );
}

/** A copy in which the values of keys that name secrets or policies are not to be seen. */
function withoutHidden(value: unknown, depth: number): unknown {
  if (value instanceof Error) return loggedError(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => withoutHidden(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      hiddenKeys.test(key) ? '[hidden]' : withoutHidden(child, depth + 1),
    ]),
  );
}
