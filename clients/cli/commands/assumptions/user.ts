import path from 'node:path';
import { Command } from 'commander';
import { usersFileName, writeUser } from '../../../../assumptions/server/users.ts';
import { LiveCalcError } from '../../../../contracts/errors.ts';
import { Secret } from '../../../../service/settings/secret.ts';
import type { CommandContext } from '../../command-context.ts';

const leastCharacters = 12;

/** `livecalc assumptions user`: who may log in at a served folder. */
export function userCommand({ ask, print }: CommandContext): Command {
  return new Command('user')
    .summary('say who may log in at a served folder')
    .description(
      `Adds a user to DIR/${usersFileName}, or gives one another password, which is asked for at the terminal.`,
    )
    .argument('<dir>', 'the folder that is served')
    .argument('<name>', 'the user')
    .action(async (folder: string, user: string) => {
      if (ask === null) throw noTerminal();
      const password = await ask({ text: 'Password: ', hidden: true });
      if (password.length < leastCharacters) throw tooShort();
      const file = path.join(folder, usersFileName);
      await writeUser(file, user, new Secret(password));
      print(`${file}: ${user} can log in from the next start on\n`);
    });
}

function noTerminal(): LiveCalcError {
  const expected = 'a terminal on stdin and stderr';
  const message = `The password is asked for at a terminal, and there is none; expected ${expected}.`;
  return new LiveCalcError('ARGUMENT_INVALID', message, { expected });
}

function tooShort(): LiveCalcError {
  const expected = `at least ${leastCharacters} characters`;
  return new LiveCalcError('ARGUMENT_INVALID', `The password is too short; expected ${expected}.`, {
    expected,
  });
}
