import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

const random = (): number => 0;

test('those who ask during a turn share the next one', async () => {
  const gates: (() => void)[] = [];
  let turns = 0;
  const turn = async (): Promise<void> => {
    turns++;
    await new Promise<void>((resolve) => gates.push(resolve));
  };
  const asked = new Turns(turn, { random, onError: () => false });
  asked.request();
  asked.request();
  asked.request();
  expect(turns).toBe(1);
  gates[0]!();
  await expect.poll(() => turns).toBe(2);
  gates[1]!();
  await asked.stop();
  asked.request();
  expect(turns).toBe(2);
});

test('a turn that fails is tried again, unless that is refused', async () => {
  const errors: unknown[] = [];
  let turns = 0;
  const turn = async (): Promise<void> => {
    turns++;
    await Promise.resolve();
    if (turns < 3) throw new Error(`turn ${turns}`);
  };
  const onError = (error: unknown): boolean => errors.push(error) < 2;
  const tried = new Turns(turn, { random, onError });
  tried.request();
  await expect.poll(() => errors).toHaveLength(2);
  await tried.stop();
  expect(turns).toBe(2);
});
