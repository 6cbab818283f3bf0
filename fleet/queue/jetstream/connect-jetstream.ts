/** A queue over NATS, by what the settings say of it. */
import { readFileSync } from 'node:fs';
import {
  connect,
  credsAuthenticator,
  type Authenticator,
  type ConnectionOptions,
} from '@nats-io/transport-node';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { JetStreamQueue } from './jetstream-queue.ts';
import { parseNatsAddress } from './nats-address.ts';
import type { QueueLogger } from './nats-link.ts';

export interface NatsSettings {
  /** As `parseNatsAddress` takes it. */
  readonly url: string;
  /** A file of credentials, JWT and seed; read again at every connection, as they are renewed. */
  readonly credentialsFile: string | null;
  /** Certificates of authorities in PEM, in place of those that Node knows. */
  readonly caFile: string | null;
  /** Shown by the server. */
  readonly name: string;
  readonly ackWaitMs: number;
  readonly logger: QueueLogger;
  readonly random?: () => number;
}

const dialMs = 5000;
/** A connection that is cut without a word is found out after two pings. */
const pingMs = 5000;

/**
 * Resolves at once: a queue that is away now is connected to when it comes. Throws CONFIG_INVALID where
 * the settings cannot be used.
 */
export async function connectJetStream(settings: NatsSettings): Promise<JetStreamQueue> {
  const { ackWaitMs, logger, random = Math.random } = settings;
  const options = connectionOptions(settings);
  return await Promise.resolve(
    new JetStreamQueue({ connect: () => connect(options()), ackWaitMs, logger, random }),
  );
}

/** Made anew for each connection. */
function connectionOptions({
  url,
  credentialsFile,
  caFile,
  name,
}: NatsSettings): () => ConnectionOptions {
  const { servers, isTls, ...login } = parseNatsAddress(url);
  if (caFile !== null) readOrSay(caFile, 'NATS_CA_FILE');
  const authenticator = credentialsFile === null ? null : authenticatorOf(credentialsFile);
  return () => ({
    servers,
    name,
    timeout: dialMs,
    pingInterval: pingMs,
    maxPingOut: 2,
    // NatsLink connects again: the client would wait by the wall clock, for as long as that was set back.
    reconnect: false,
    noAsyncTraces: true,
    ...login,
    ...(authenticator !== null && { authenticator }),
    ...(caFile === null ? isTls && { tls: {} } : { tls: { caFile } }),
  });
}

/** Where the file cannot be read later, what it held last is used. */
function authenticatorOf(file: string): Authenticator {
  let credentials = readOrSay(file, 'NATS_CREDENTIALS');
  return (nonce) => {
    try {
      credentials = readFileSync(file);
    } catch {
      // It is being replaced.
    }
    return credsAuthenticator(credentials)(nonce);
  };
}

function readOrSay(file: string, setting: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const found = JSON.stringify(file);
    const message = `${setting} is ${found}, which cannot be read; expected a file that this user may read.`;
    throw new LiveCalcError('CONFIG_INVALID', message, { found }, error);
  }
}
