/** The other thread of the shared memory probe: sleeps until it is asked, and doubles what it finds. */
import { workerData } from 'node:worker_threads';
import { longestWaitMs, slot } from './shared-memory-slots.ts';

const { buffer } = (workerData as { memory: WebAssembly.Memory }).memory;
const words = new Int32Array(buffer);
Atomics.store(words, slot.isReady, 1);
Atomics.notify(words, slot.isReady);
const outcome = Atomics.wait(words, slot.question, 0, longestWaitMs);
// `not-equal`: it was asked before it slept. Then nobody was woken, but the memory is shared.
if (outcome !== 'timed-out') {
  Atomics.store(words, slot.answer, 2 * Atomics.load(words, slot.question));
  Atomics.notify(words, slot.answer);
}
