/** When a client goes away, what is done for it stops. */
import type { ServerResponse } from 'node:http';
import { LiveCalcError } from '../../contracts/errors.ts';

/** Aborted with CANCELLED when the connection closes before the response is done. */
export function disconnectSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const close = (): void => {
    if (response.writableFinished) return;
    controller.abort(new LiveCalcError('CANCELLED', 'The client has closed the connection.'));
  };
  if (response.closed) close();
  else response.once('close', close);
  return controller.signal;
}
