/** The token for a server: never a flag's value, which every user of the machine can read. */
import { readFile } from 'node:fs/promises';
import { LiveCalcError } from '../../../contracts/errors.ts';

export const tokenVariable = 'LIVECALC_TOKEN';

/** Of a file, otherwise of LIVECALC_TOKEN; undefined where there is none. Throws FILE_NOT_FOUND. */
export async function accessToken(file: string | undefined): Promise<string | undefined> {
  const text = file === undefined ? process.env[tokenVariable] : await readToken(file);
  return text?.trim() || undefined;
}

async function readToken(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `The token cannot be read from ${file} (${code}). Expected a file that holds nothing else.`;
    throw new LiveCalcError('FILE_NOT_FOUND', message, { file }, error);
  }
}

/** What a server says that asks for a token, with how one is given. */
export function withTokenAdvice(error: unknown): unknown {
  if (!(error instanceof LiveCalcError) || error.code !== 'UNAUTHENTICATED') return error;
  const advice = `Put it into ${tokenVariable}, or into a file that --token-file names.`;
  return new LiveCalcError(error.code, `${error.message} ${advice}`, error.details, error);
}
