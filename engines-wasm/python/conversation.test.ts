import { expect, test } from 'vitest';
import { Conversation } from './conversation.ts';
import type { FromInterpreter } from './messages.ts';
import type { PythonThread } from './python-thread.ts';
import { takeReply } from './reply.ts';

test('Python that sleeps in evaluate is answered, however long the answer would be', async () => {
  let hear: (message: FromInterpreter) => void = () => {};
  const thread: PythonThread = {
    post: () => hear({ kind: 'evaluate', request: { parameters: {}, metrics: [] } }),
    onMessage: (listener) => (hear = listener),
    onLost: () => {},
    hold: () => {},
    terminate: () => Promise.resolve(),
  };
  const conversation = new Conversation(thread);
  const { reply } = conversation.meeting;
  const isAnswered = Atomics.waitAsync(new Int32Array(reply), 0, 0).value;
  const asked = conversation.ask(
    { kind: 'run', call: null!, seed: 0, axes: null!, canEvaluate: true },
    { moment: 'run', evaluate: () => Promise.reject(new Error('x'.repeat(2 ** 21))) },
  );
  await isAnswered;
  expect(JSON.parse(takeReply(reply))).toHaveProperty('error');
  await conversation.end('the test is over');
  await expect(asked).rejects.toMatchObject({ code: 'THREAD_LOST' });
});

test.each([
  [{ isAhead: true }, [false, false]],
  [{}, [true, false]],
])('with %j the process is held while it is asked: %j', async (options, expected) => {
  const held: boolean[] = [];
  let hear: (message: FromInterpreter) => void = () => {};
  const thread: PythonThread = {
    post: () => hear({ kind: 'answer', value: null, memoryBytes: 0 }),
    onMessage: (listener) => (hear = listener),
    onLost: () => {},
    hold: (isHeld) => void held.push(isHeld),
    terminate: () => Promise.resolve(),
  };
  await new Conversation(thread).ask(
    { kind: 'open', module: null! },
    { moment: 'start', ...options },
  );
  expect(held).toEqual(expected);
});
