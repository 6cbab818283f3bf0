import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../service/testing/thrown.ts';
import { decodeNews, decodeOutcome, decodeTask, encodeOutcome, encodeTask } from './message.ts';
import { advanceTask, chunkOutcome, chunkTask, jobs } from './testing/sample-tasks.ts';

function message(head: string, bytes: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(head);
  const length = new Uint8Array(new Uint32Array([text.byteLength]).buffer);
  return Uint8Array.of(...length, ...text, ...bytes);
}

describe('a message', () => {
  it('is the length of its head, its head, and its bytes', () => {
    const bytes = Uint8Array.of(7, 8, 9);
    const outcome = chunkOutcome(chunkTask(0), bytes);
    expect(encodeOutcome(outcome, bytes)).toEqual(message(JSON.stringify(outcome), bytes));
  });

  it('comes out as it went in', () => {
    expect(decodeTask(encodeTask(advanceTask()))).toEqual(advanceTask());
    const bytes = new Uint8Array(1000).fill(3);
    const outcome = chunkOutcome(chunkTask(0), bytes);
    expect(decodeOutcome(encodeOutcome(outcome, bytes))).toEqual({ outcome, bytes });
  });

  it('gives bytes that do not hold on to the buffer they came in', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const received = Buffer.from(encodeOutcome(chunkOutcome(chunkTask(0), bytes), bytes));
    const decoded = decodeOutcome(received);
    received.fill(0);
    expect(decoded.bytes).toEqual(bytes);
  });

  const outcome = chunkOutcome(chunkTask(0), new Uint8Array(5));
  const wrong: [what: string, decode: (data: Uint8Array) => unknown, data: Uint8Array][] = [
    ['nothing at all', decodeTask, new Uint8Array(0)],
    ['three bytes', decodeTask, Uint8Array.of(1, 0, 0)],
    ['a head that is longer than the message', decodeTask, Uint8Array.of(9, 0, 0, 0, 123, 125)],
    ['a head that is no JSON', decodeTask, message('{"kind"')],
    ['a head that is no UTF-8', decodeTask, Uint8Array.of(2, 0, 0, 0, 0xc3, 0x28)],
    ['a task of an unknown kind', decodeTask, message('{"kind":"rest"}')],
    [
      'a task with a key that none has',
      decodeTask,
      message(JSON.stringify({ ...advanceTask(), x: 1 })),
    ],
    ['an outcome whose bytes are cut', decodeOutcome, encodeOutcome(outcome, new Uint8Array(4))],
    ['news of a job without a UUID', decodeNews, message('{"kind":"stop","jobId":"../x"}')],
  ];
  for (const [what, decode, data] of wrong) {
    it(`is refused where it is ${what}`, async () => {
      expect((await thrownBy(() => decode(data))).code).toBe('FRAME_MALFORMED');
    });
  }

  it('names the key that is wrong', async () => {
    const task = { ...advanceTask({ jobId: jobs.second }), attempt: 0 };
    expect((await thrownBy(() => decodeTask(message(JSON.stringify(task))))).message).toContain(
      'at attempt',
    );
  });
});
