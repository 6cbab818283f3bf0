/** A worker that runs somewhere. */
import { setTimeout as wait } from 'node:timers/promises';
import { LiveCalcError } from '../../../contracts/errors.ts';

export interface Server extends AsyncDisposable {
  /** `http://HOST:PORT` */
  readonly url: string;
  /** What a client shows at its door; none on loopback. */
  readonly headers: Readonly<Record<string, string>>;
}

const readyMs = 60_000;
const napMs = 50;

/** Waits until it is ready for work. Throws NOT_READY with its last answer. */
export async function waitUntilReady({ url }: Pick<Server, 'url'>): Promise<void> {
  const end = Date.now() + readyMs;
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(String);
    const said = typeof answer === 'string' ? answer : await answer.text();
    if (typeof answer !== 'string' && answer.ok) return;
    if (Date.now() > end) {
      const message = `The worker at ${url} is not ready after ${readyMs / 1000} s: ${said}`;
      throw new LiveCalcError('NOT_READY', message, { found: said });
    }
    await wait(napMs);
  }
}
