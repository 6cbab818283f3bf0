/** The image, run as its page says: read-only, without capabilities, behind a door with a key. */
import { imageUnderTest, whyNoImage } from '../../../image/testing/image-under-test.ts';
import { startWorkerContainer } from '../../../image/testing/worker-container.ts';
import { containerLines } from './log-lines.ts';
import type { Server } from './server.ts';

/** Why no container can be run here; null where one can. */
export function whyNoContainer(): Promise<string | null> {
  return Promise.resolve(imageUnderTest === undefined ? whyNoImage : null);
}

export async function startContainer(): Promise<Server> {
  const container = await startWorkerContainer(imageUnderTest!);
  return {
    url: container.url,
    headers: { Authorization: `Bearer ${container.apiKey}` },
    logSince: (time) => containerLines('worker', container.id, time),
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}
