/** The store, the objects and the queue that the settings ask for: of this machine, or of a fleet. */
import { readFileSync } from 'node:fs';
import { LiveCalcError } from '../contracts/errors.ts';
import { InProcessQueue } from '../fleet/queue/in-process-queue.ts';
import type { Queue } from '../fleet/queue/queue.ts';
import type { Logger } from '../service/logger.ts';
import type { DataFolder } from './data-folder.ts';
import { openFolderObjects } from './objects/folder-objects.ts';
import type { ObjectStore } from './objects/object-store.ts';
import type { GatewaySettings } from './settings.ts';
import type { JobStore } from './store/job-store.ts';
import { openSqliteStore } from './store/sqlite-store.ts';

export interface Backends extends AsyncDisposable {
  readonly store: JobStore;
  readonly objects: ObjectStore;
  readonly queue: Queue;
}

export interface BackendOptions {
  readonly settings: GatewaySettings;
  readonly data: DataFolder;
  readonly logger: Logger;
  /** Shown by NATS. */
  readonly name: string;
}

/** How long a task may be silent before another worker has it. */
const ackWaitMs = 15_000;
const mebibyte = 2 ** 20;
/** Of what is free at the start: the disk may be others' too. */
const usableShare = 0.9;

/** Throws CONFIG_INVALID, BACKEND_UNAVAILABLE. */
export async function openBackends(options: BackendOptions): Promise<Backends> {
  await using stack = new AsyncDisposableStack();
  const store = stack.use(await openStore(options));
  const objects = stack.use(await openObjects(options));
  const queue = stack.use(await openQueue(options));
  const parts = stack.move();
  return { store, objects, queue, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

async function openStore({ settings, data }: BackendOptions): Promise<JobStore> {
  const { DATABASE_URL, DATABASE_CA_FILE } = settings;
  if (DATABASE_URL === null) {
    return await openSqliteStore({ file: data.databaseFile, now: Date.now });
  }
  // Half a second to load, and of no use to one machine.
  const { openPostgresStore } = await import('./store/postgres-store.ts');
  const url = DATABASE_URL.reveal();
  return await openPostgresStore({ url, caFile: DATABASE_CA_FILE });
}

async function openObjects({ settings, data }: BackendOptions): Promise<ObjectStore> {
  const { OBJECTS_DIR, OBJECTS_AZURE_URL, OBJECTS_AZURE_CONNECTION_STRING } = settings;
  if (OBJECTS_AZURE_URL === null) {
    const maxBytes = Math.min(settings.MAX_STORAGE_MB * mebibyte, data.freeBytes * usableShare);
    return await openFolderObjects({ folder: OBJECTS_DIR ?? data.objects, maxBytes });
  }
  const { openAzureObjects } = await import('./objects/azure-objects.ts');
  return await openAzureObjects({
    containerUrl: OBJECTS_AZURE_URL,
    ...(OBJECTS_AZURE_CONNECTION_STRING && {
      connectionString: OBJECTS_AZURE_CONNECTION_STRING.reveal(),
    }),
  });
}

async function openQueue({ settings, name, logger }: BackendOptions): Promise<Queue> {
  const { NATS_URL, NATS_CREDENTIALS, NATS_CA_FILE } = settings;
  if (NATS_URL === null) return new InProcessQueue({ ackWaitMs });
  if (NATS_CREDENTIALS !== null) checkReadable('NATS_CREDENTIALS', NATS_CREDENTIALS);
  const { connectJetStream } = await import('../fleet/queue/jetstream/connect-jetstream.ts');
  return await connectJetStream({
    url: NATS_URL,
    credentialsFile: NATS_CREDENTIALS,
    caFile: NATS_CA_FILE,
    name,
    ackWaitMs,
    logger,
  });
}

function checkReadable(name: string, file: string): void {
  try {
    readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `${name} is ${JSON.stringify(file)}, which cannot be read (${code}).`;
    throw new LiveCalcError('CONFIG_INVALID', message, { found: file }, error);
  }
}
