/** 10,000 messages that are wrong in drawn ways, over real sockets: each is answered, and nothing stays. */
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { socketServer, TestClient } from './test-support/socket-server.ts';

// Node gives it only where a flag asks for it.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const messages = 10_000;
const clients = 4;
const mebibyte = 1024 * 1024;

const types = ['authenticate', 'execute', 'attach', 'resume', 'acknowledge', 'drop', 'cancel', 'x'];

/** A message with some keys of the protocol's and drawn values, which it never allows together. */
const nearMessage = fc
  .record(
    {
      type: fc.oneof(fc.constantFrom(...types), fc.jsonValue()),
      jobId: fc.oneof(fc.uuid(), fc.jsonValue()),
      submission: fc.jsonValue(),
      streams: fc.jsonValue(),
      tables: fc.jsonValue(),
      stream: fc.oneof(fc.integer(), fc.jsonValue()),
      sequence: fc.oneof(fc.integer(), fc.jsonValue()),
      requestId: fc.string({ maxLength: 120 }),
      extra: fc.constant(true),
    },
    { requiredKeys: ['extra'] },
  )
  .map((message) => JSON.stringify(message));

const deep = fc.integer({ min: 65, max: 5000 }).map((depth) => '[{"a":'.repeat(depth));
const wrong = fc.oneof(
  nearMessage,
  fc.json(),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  nearMessage.chain((text) => fc.nat(text.length).map((length) => text.slice(0, length))),
  deep,
  fc.uint8Array({ maxLength: 500 }),
);

test('10,000 malformed frames are each answered, and memory returns', async () => {
  const { url, sockets, jobs, faults } = await socketServer({
    settings: { messagesPerSecond: 1_000_000 },
  });
  const drawn = fc.sample(wrong, { numRuns: messages, seed: 4 });
  const own = await Promise.all(
    Array.from({ length: clients }, () => TestClient.open(`${url}/stream`)),
  );
  const before = heapBytes();
  for (const [index, frame] of drawn.entries()) own[index % clients]!.socket.send(frame);
  const codes = new Map<string, number>();
  for (const index of drawn.keys()) {
    const { error } = await own[index % clients]!.next('error');
    codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
  }
  for (const client of own) {
    client.say({ type: 'execute', submission: { config: {} } });
    await client.next('initialized');
    expect(client.messages.filter(({ type }) => type === 'error')).toHaveLength(messages / clients);
    client.messages.length = 0;
    client.heard.length = 0;
    client.socket.terminate();
    await client.closed;
  }
  // A socket of the server ends a moment after its client.
  while (sockets.count > 0) await wait(5);
  await wait(100);
  const grown = heapBytes() - before;
  process.stdout.write(
    `${messages} malformed frames: ${JSON.stringify(Object.fromEntries(codes))}, heap and buffers ` +
      `${(grown / mebibyte).toFixed(1)} MiB larger afterwards\n`,
  );
  expect(faults).toEqual([]);
  expect(sockets.bufferedBytes).toBe(0);
  expect(jobs.submissions).toHaveLength(clients);
  expect([...codes.keys()].toSorted()).toEqual(['FRAME_MALFORMED', 'JSON_TOO_DEEP']);
  expect(grown).toBeLessThan(5 * mebibyte);
});

/** After what is garbage was collected. */
function heapBytes(): number {
  // What weak references hold is found the second time.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
