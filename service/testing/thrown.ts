/** What an action throws, for tests: it must be an error of ours. */
import { LiveCalcError } from '../../contracts/errors.ts';

export async function thrownBy(action: () => unknown): Promise<LiveCalcError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof LiveCalcError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
