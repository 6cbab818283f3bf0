import { RecordBatchReader, type RecordBatch } from 'apache-arrow';

/**
 * The record batches of an Arrow IPC stream as they come. Columns are views of the bytes where a batch
 * lies in one piece of them. What is wrong with the stream as a whole is thrown after the last batch.
 */
export async function* recordBatches(
  bytes: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<RecordBatch, void> {
  try {
    const reader = await RecordBatchReader.from(withoutReturn(bytes));
    yield* await reader.open();
    // Arrow's own end comes before the stream's: its hash has not been compared yet.
    while ((await bytes.next()).done !== true);
  } finally {
    await bytes.return();
  }
}

/** The reader closes what it reads from as soon as it has seen Arrow's end. */
function withoutReturn(bytes: AsyncGenerator<Uint8Array, void>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => bytes.next() }) };
}
