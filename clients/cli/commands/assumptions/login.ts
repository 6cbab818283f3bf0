import { Command } from 'commander';
import { connectionTo } from '../../../../assumptions/client/connection.ts';
import {
  credentialsFileName,
  writeCredentials,
} from '../../../../assumptions/credentials/credentials-file.ts';
import { urlVariable } from '../../../../assumptions/credentials/variables.ts';
import { LiveCalcError } from '../../../../contracts/errors.ts';
import type { CommandContext } from '../../command-context.ts';
import { accessOptionsOf } from '../../load-model.ts';

interface LoginFlags {
  readonly url?: string;
  readonly out: string;
}

const help = `
Asks for user and password at the terminal and writes the token to a file that
only you can read. Put it beside a configuration, or name it there:
"assumptionsManager": {"credentials": "local://am_credentials.json"}.`;

/** `livecalc assumptions login`: a token in a file. */
export function loginCommand(context: CommandContext): Command {
  return new Command('login')
    .summary('log in, and keep the token in a file')
    .description('Logs in at the manager and keeps the token in a file.')
    .option('--url <url>', `the manager’s address, where ${urlVariable} does not say it`)
    .option('--out <file>', 'where the token goes', credentialsFileName)
    .addHelpText('after', help)
    .action(async ({ url, out }: LoginFlags) => {
      const address = url ?? process.env[urlVariable];
      if (!address) throw noAddress();
      const { askLogin } = await import('../../../../assumptions/credentials/ask-login.ts');
      const { ask } = accessOptionsOf(context);
      const connection = connectionTo(address, context.signal);
      const { token, expiresAtMs } = await askLogin(connection, ask);
      await writeCredentials(out, connection.url, token);
      const until = expiresAtMs === null ? '' : `, until ${new Date(expiresAtMs).toISOString()}`;
      context.print(`${out}: a token for ${connection.url}${until}\n`);
    });
}

function noAddress(): LiveCalcError {
  const expected = `--url, or the address in ${urlVariable}`;
  const message = `Which manager to log in to is not said; expected ${expected}.`;
  return new LiveCalcError('ARGUMENT_INVALID', message, { expected });
}
