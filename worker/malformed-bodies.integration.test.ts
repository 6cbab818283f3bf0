/** Ten thousand bodies that are not what they should be: each is answered, and nothing of them stays. */
import http from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { healthSchema } from '../contracts/wire/health.ts';
import { problemMediaType, problemSchema } from '../contracts/wire/problem-details.ts';
import { mutatedBytes } from '../model/package/testing/mutated-bytes.ts';
import { samplePackage } from '../model/package/testing/sample-package.ts';
import { smallSubmission } from '../intake/testing/small-submission.ts';
import { WorkerClient } from './testing/worker-client.ts';
import { startSuiteWorker } from './testing/worker-process.ts';

interface Body {
  readonly type: string;
  readonly bytes: Uint8Array;
}

let client: WorkerClient;
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

/** A heap that has no room to put off its collection: what stays is what is held. */
const settings = { NODE_OPTIONS: '--max-semi-space-size=4 --max-old-space-size=96' };

beforeAll(async () => {
  const worker = await startSuiteWorker(settings);
  client = new WorkerClient(worker.url);
  return worker.stop;
});
afterAll(() => agent.destroy());

// Without its files it is refused however little it was changed: none of these is ever run.
const { config } = smallSubmission();
const submission = new TextEncoder().encode(JSON.stringify({ config, assets: {}, engines: {} }));
const textOf = (json: string): Uint8Array => new TextEncoder().encode(json);
const manifestLess = samplePackage({ manifest: () => ({ v: 2 }) });

const json: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc.json({ maxDepth: 8 }).map(textOf),
  mutatedBytes(submission),
  fc.jsonValue().map((value) => textOf(JSON.stringify({ config, assets: value }))),
  fc
    .jsonValue()
    .map((value) => textOf(JSON.stringify({ config: { ...config, projection: value } }))),
  fc.nat(20_000).map((depth) => textOf(`{"config":${'{"a":'.repeat(depth)}`)),
);
const zip: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  mutatedBytes(manifestLess),
);
const bodies: fc.Arbitrary<Body> = fc.oneof(
  { weight: 4, arbitrary: json.map((bytes) => ({ type: 'application/json', bytes })) },
  { weight: 1, arbitrary: zip.map((bytes) => ({ type: 'application/zip', bytes })) },
);

const atOnce = 50;

it('answers each with a problem, on connections that stay, and gives the memory back', async () => {
  const [beforeMb, codes] = [await serverMbAfter(60), new Map<string, number>()];
  const afterMb = await serverMbAfter(140, codes);
  process.stdout.write(
    `10,000 malformed bodies: ${beforeMb.toFixed(0)} MiB after 3,000, ${afterMb.toFixed(0)} MiB after all; ` +
      `${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}\n`,
  );
  expect(afterMb / beforeMb).toBeLessThan(1.1);
  expect(codes.size).toBeGreaterThan(4);
  expect((await client.ask('/readyz')).status).toBe(200);
});

/** Resident memory of the server after so many times fifty bodies. */
async function serverMbAfter(numRuns: number, codes = new Map<string, number>()): Promise<number> {
  const fifty = fc.array(bodies, { minLength: atOnce, maxLength: atOnce });
  const property = fc.asyncProperty(fifty, async (all) => {
    for (const code of await Promise.all(all.map(codeOf)))
      codes.set(code, (codes.get(code) ?? 0) + 1);
  });
  await fc.assert(property, { numRuns, endOnFailure: true });
  const health = healthSchema.parse(await (await client.ask('/health')).json());
  return health.memory!.serverBytes / 2 ** 20;
}

/** The code of the problem that a body is answered with. */
function codeOf({ type, bytes }: Body): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': type, 'Content-Length': bytes.length };
    const request = http.request(`${client.url}/execute`, { method: 'POST', agent, headers });
    request.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        if (response.headers['content-type'] !== problemMediaType) reject(new Error(text));
        else resolve(problemSchema.parse(JSON.parse(text)).code);
      });
    });
    request.end(bytes);
  });
}
