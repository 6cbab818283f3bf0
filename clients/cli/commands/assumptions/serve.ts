import { once } from 'node:events';
import { Command } from 'commander';
import type { RunningManager } from '../../../../assumptions/server/start-manager.ts';
import { createLogger } from '../../../../service/logger.ts';
import { Secret } from '../../../../service/settings/secret.ts';
import type { CommandContext } from '../../command-context.ts';
import { wholeNumber } from '../../whole-number.ts';

const passwordVariable = 'LIVECALC_AM_PASSWORD';
const minuteMs = 60_000;

const help = `
DIR holds a folder for each assumption, and in it versions.json and the tables:

  DIR/mortality/versions.json   {"versions": [{"version": "2023", "status": "approved"}]}
  DIR/mortality/2023.csv

The oldest version stands first. Without DIR/users.json one user, dev, can log
in, with the password of ${passwordVariable} or one that is made up and printed;
then only this machine is served. It is for development and tests: tables are
edited as files, and an approval is a line of versions.json.

Examples:
  livecalc assumptions serve tables/
  livecalc assumptions serve tables/ --port 8400 --token-minutes 5`;

interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly tokenMinutes: number;
}

/** `livecalc assumptions serve`: a manager over a folder, until it is stopped. */
export function serveCommand(context: CommandContext): Command {
  const { signal } = context;
  return new Command('serve')
    .summary('serve a folder of tables, for development and tests')
    .description('Starts a small Assumptions Manager over a folder of tables.')
    .argument('<dir>', 'NAME/versions.json and NAME/VERSION.csv')
    .option('--host <host>', 'beyond this machine only with users.json', '127.0.0.1')
    .option('--port <port>', '0 takes any free one', wholeNumber, 8400)
    .option('--token-minutes <n>', 'how long a token counts', wholeNumber, 60)
    .addHelpText('after', help)
    .action(async (folder: string, { host, port, tokenMinutes }: ServeFlags) => {
      // What express takes to load is spent only where something is served.
      const { startManager } = await import('../../../../assumptions/server/start-manager.ts');
      const log = { write: (line: string) => context.say({ stdout: '', stderr: line }) };
      const password = process.env[passwordVariable];
      await using manager = await startManager({
        folder,
        host,
        port,
        tokenLifetimeMs: tokenMinutes * minuteMs,
        developmentPassword: password ? new Secret(password) : undefined,
        logger: createLogger({ LOG_LEVEL: 'info' }, log),
      });
      context.say({ stdout: `${greeting(manager, Boolean(password))}\n`, stderr: '' });
      if (!signal.aborted) await once(signal, 'abort');
    });
}

function greeting({ url, developmentLogin }: RunningManager, isGiven: boolean): string {
  const lines = [`Serving assumptions on ${url}`, `  export LIVECALC_AM_URL=${url}`];
  if (developmentLogin === null) return lines.join('\n');
  const { user, password } = developmentLogin;
  const shown = isGiven ? `that of ${passwordVariable}` : password.reveal();
  return [...lines, `  user ${user}, password ${shown}`].join('\n');
}
