import { poolOf } from '../gateway/submission/pool-of.ts';
import { LocalFleet } from './local-fleet.ts';

/** A fleet that people are told of. */
export interface ShownFleet extends AsyncDisposable {
  /** `plain processes`. */
  readonly about: string;
  /** Where clients go. */
  readonly url: string;
  /** The API key that they show; null where none is asked for. */
  readonly apiKey: string | null;
  /** By name, for people. */
  readonly addresses: Readonly<Record<string, string>>;
}

export async function startProcessFleet(workers: number): Promise<ShownFleet> {
  const fleet = await LocalFleet.start({ workers });
  // Who asks for no credentials has one tenant, whose models may bring code.
  await fleet.addWorker({ POOL: poolOf('local', true) });
  return {
    about: 'plain processes on loopback, everything in a temporary folder',
    url: fleet.url,
    apiKey: null,
    addresses: {
      gateway: fleet.url,
      'its API': `${fleet.url}/docs`,
      NATS: fleet.nats.url,
      PostgreSQL: fleet.postgres.url,
      ...Object.fromEntries(
        fleet.workers.map(({ url }, index) => [
          index < workers ? `worker ${index + 1}` : 'for own code',
          url,
        ]),
      ),
    },
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}
