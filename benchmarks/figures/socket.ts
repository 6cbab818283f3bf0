/** Results over a socket against nothing but `ws`. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome } from '../figure.ts';
import { median, spreadOf } from '../spread.ts';

const megabytes = 200;
const folder = path.join(import.meta.dirname, '..', 'sockets');

export const socket: Figure = {
  name: 'socket',
  async measure(bench): Promise<Outcome> {
    const sentMb = bench.scaled(megabytes);
    const file = await resultFile(bench, sentMb);
    const servers = await Promise.all(['ours', 'bare'].map((kind) => serve(kind, file)));
    try {
      const [ours, bare] = servers.map(
        ({ url }) =>
          () =>
            receive(url),
      ) as [Receive, Receive];
      const times = await alternate(bench.rounds, { ours, bare });
      const perSecond = (milliseconds: number): number => (sentMb * 1000) / milliseconds;
      return {
        readings: [
          {
            what: `results of ${sentMb} MB through service/sockets / the same frames by ws alone, loopback`,
            unit: 'times',
            value: median(times.bare) / median(times.ours),
            rounds: spreadOf(byRound(times, (round) => round.bare / round.ours)),
            required: { atLeast: 0.6 },
            parts: {
              'service/sockets, MB/s': spreadOf(times.ours.map(perSecond)),
              'ws alone, MB/s': spreadOf(times.bare.map(perSecond)),
            },
          },
        ],
      };
    } finally {
      for (const { child } of servers) child.kill();
    }
  },
};

type Receive = () => Promise<number>;

/** Bytes that no compression would find small, were there any. */
async function resultFile(bench: Bench, sentMb: number): Promise<string> {
  const file = path.join(bench.folder, 'socket-results.arrow');
  await using handle = await open(file, 'w');
  const piece = new Uint8Array(1_000_000);
  for (let index = 0; index < piece.length; index++) piece[index] = (index * 2_654_435_761) >>> 13;
  for (let written = 0; written < sentMb; written++) await handle.write(piece);
  return file;
}

async function serve(kind: string, file: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [path.join(folder, 'serve.ts'), kind, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url };
}

/** Milliseconds, measured by a process of its own. */
async function receive(url: string): Promise<number> {
  const script = path.join(folder, 'receive.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, url]);
  return Number(stdout);
}
