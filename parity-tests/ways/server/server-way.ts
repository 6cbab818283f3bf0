/** Ways through a worker: one worker for all cases, as a fleet has it. */
import type { Way } from '../way.ts';
import { startContainer, whyNoContainer } from './container.ts';
import { valueOverHttp } from './over-http.ts';
import { valueOverSocket } from './over-socket.ts';
import type { Server } from './server.ts';
import { startWorkerProcess } from './worker-process.ts';

interface ServerWay extends Omit<Way, 'open'> {
  readonly start: () => Promise<Server>;
  readonly value: typeof valueOverHttp;
}

function serverWay({ start, value, ...way }: ServerWay): Way {
  return {
    ...way,
    open: async () => {
      const server = await start();
      let begun = new Date();
      return {
        value: async (model, signal) => {
          begun = new Date();
          return await value(server, model, signal);
        },
        lastWords: () => server.logSince(begun),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  };
}

const workerNode = 24;

/** The worker is started by the Node that runs this. */
function whyNoWorker(): Promise<string | null> {
  const { node } = process.versions;
  const isNew = Number.parseInt(node, 10) >= workerNode;
  return Promise.resolve(isNew ? null : `the worker needs Node ${workerNode}, this is ${node}`);
}

export const serverWays: readonly Way[] = [
  serverWay({
    name: 'worker-http',
    about: 'a worker: a package posted, tables fetched',
    unavailable: whyNoWorker,
    start: startWorkerProcess,
    value: valueOverHttp,
  }),
  serverWay({
    name: 'worker-socket',
    about: 'a worker: JSON over a WebSocket, cut at the first frame and resumed',
    unavailable: whyNoWorker,
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
