/** Ways through a worker: one worker for all cases, as a fleet has it. */
import type { Way } from '../way.ts';
import { startContainer, whyNoContainer } from './container.ts';
import { valueOverHttp } from './over-http.ts';
import { valueOverSocket } from './over-socket.ts';
import type { Server } from './server.ts';
import { startWorkerProcess } from './worker-process.ts';

interface ServerWay extends Omit<Way, 'open'> {
  start(): Promise<Server>;
  readonly value: typeof valueOverHttp;
}

function serverWay({ start, value, ...way }: ServerWay): Way {
  return {
    ...way,
    open: async () => {
      const server = await start();
      return {
        value: (model, signal) => value(server, model, signal),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  };
}

const available = (): Promise<null> => Promise.resolve(null);

export const serverWays: readonly Way[] = [
  serverWay({
    name: 'worker-http',
    about: 'a worker: a package posted, tables fetched',
    unavailable: available,
    start: startWorkerProcess,
    value: valueOverHttp,
  }),
  serverWay({
    name: 'worker-socket',
    about: 'a worker: JSON over a WebSocket, cut at the first frame and resumed',
    unavailable: available,
    start: startWorkerProcess,
    value: valueOverSocket,
  }),
  serverWay({
    name: 'container',
    about: 'the image in Docker: a package posted, tables fetched',
    unavailable: whyNoContainer,
    start: startContainer,
    value: valueOverHttp,
  }),
  serverWay({
    name: 'container-socket',
    about: 'the image in Docker: over a WebSocket, cut and resumed',
    unavailable: whyNoContainer,
    start: startContainer,
    value: valueOverSocket,
  }),
];
