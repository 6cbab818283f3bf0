import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

/** Says what time it is whenever it is asked, as a number and as a date. */
const program = `
  process.stdin.on('data', () => console.log(Date.now(), new Date().getTime(), new Date(0).getTime()));
  console.log('ready');`;

test('a clock jumps an hour ahead, an hour back, and is right again', async () => {
  const clock = new URL('./jumping-clock.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', clock, '-e', program]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  const hoursAhead = async (): Promise<number> => {
    child.stdin.write('now');
    const [now, date, epoch] = String((await lines.next()).value)
      .split(' ')
      .map(Number);
    expect(epoch).toBe(0);
    expect(Math.abs(now! - date!)).toBeLessThan(1000);
    // Not -0, which a millisecond makes of it.
    return Math.round((now! - Date.now()) / 3_600_000) + 0;
  };

  const seen = [await hoursAhead()];
  for (const expected of [1, -1, 0]) {
    child.kill('SIGUSR2');
    await expect.poll(hoursAhead).toBe(expected);
    seen.push(expected);
  }
  expect(seen).toEqual([0, 1, -1, 0]);
});
