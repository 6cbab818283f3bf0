import { InProcessQueue } from './in-process-queue.ts';
import { describeQueue } from './testing/queue-contract.ts';

describeQueue('the queue of one process', ({ ackWaitMs }) => {
  const queue = new InProcessQueue({ ackWaitMs });
  const dispose = (): Promise<void> => queue[Symbol.asyncDispose]();
  return Promise.resolve({ gateway: queue, worker: queue, [Symbol.asyncDispose]: dispose });
});
