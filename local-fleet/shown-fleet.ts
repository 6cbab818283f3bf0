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
  return {
    about: 'plain processes on loopback, everything in a temporary folder',
    url: fleet.url,
    apiKey: null,
    addresses: {
      gateway: fleet.url,
      'its API': `${fleet.url}/docs`,
      NATS: fleet.nats.url,
      PostgreSQL: fleet.postgres.url,
      ...Object.fromEntries(fleet.workers.map(({ url }, index) => [`worker ${index + 1}`, url])),
    },
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}
