/** Whether two threads can share WebAssembly memory, and wake each other over it. */
import { Worker } from 'node:worker_threads';
import { longestWaitMs, slot } from './shared-memory-slots.ts';

const entry = new URL('./shared-memory-thread.ts', import.meta.url);

export async function probeSharedMemory(): Promise<boolean> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer);
  const thread = new Worker(entry, { workerData: { memory } });
  try {
    if (!(await becomes(words, slot.isReady))) return false;
    Atomics.store(words, slot.question, 21);
    Atomics.notify(words, slot.question);
    return (await becomes(words, slot.answer)) && Atomics.load(words, slot.answer) === 42;
  } finally {
    await thread.terminate();
  }
}

/** Whether the word is something else than 0 in time. */
async function becomes(words: Int32Array, index: number): Promise<boolean> {
  const wait = Atomics.waitAsync(words, index, 0, longestWaitMs);
  return !wait.async || (await wait.value) !== 'timed-out';
}
