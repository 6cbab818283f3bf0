/** The settings of a worker: environment variables, read once, at its start. */
import { executorSettings, natsSettings } from '../fleet/fleet-settings.ts';
import { serverSettings } from '../service/settings/server-settings.ts';
import { poolSchema, sharedPool } from '../contracts/wire/task.ts';
import { setting, type Settings } from '../service/settings/setting.ts';
import { mostMb, uploadSettings } from '../service/settings/upload-settings.ts';
import { anyText, oneOf, wholeNumber, serverAddress } from '../service/settings/text-types.ts';

/** 24 days: a timer of more than 31 bits of milliseconds ends at once. */
const longestTimerMinutes = 34_560;

const runSettings = {
  ...executorSettings,
  PACKAGE_CODE: setting(oneOf(['allow', 'deny']), {
    default: 'allow',
    reason:
      'Whether models may bring engines. They run in a process that may touch nothing but the files of its job.',
  }),
};

const fleetSettings = {
  NATS_URL: setting(anyText('an address such as tls://nats:4222'), {
    default: null,
    reason: 'Where tasks of a fleet come from; without it the worker is alone.',
  }),
  ...natsSettings,
  GATEWAY_URL: setting(serverAddress(), {
    default: null,
    reason: 'Where gateways are reached: models come from there and results go there.',
  }),
  POOL: setting(poolSchema.describe('a name of lower-case letters, digits and -'), {
    default: sharedPool,
    reason:
      'Whose tasks it takes: `shared` for all that bring no code, or the pool of one tenant (docs/operations.md).',
  }),
  POD_NAME: setting(anyText('a name'), {
    default: null,
    reason: 'The pod it runs in: what is idle is ended first where the gateway knows it.',
  }),
  ACK_WAIT_SECONDS: setting(wholeNumber(2, 600), {
    default: 15,
    unit: 's',
    reason: 'A task of which nobody has said anything for so long is given to another worker.',
  }),
};

const queueSettings = {
  MAX_QUEUED_JOBS: setting(wholeNumber(0, 100_000), {
    default: 100,
    unit: 'jobs',
    reason: 'Beside the one that runs; more are refused with 503 and Retry-After.',
  }),
  JOB_RETENTION_MINUTES: setting(wholeNumber(1, longestTimerMinutes), {
    default: 60,
    unit: 'min',
    reason: 'How long the results of a job can be fetched after its end.',
  }),
};

const storageSettings = {
  DATA_DIR: setting(anyText('a folder'), {
    default: null,
    reason:
      'Where assets and results lie, in a folder livecalc-worker that is emptied at the start, so one worker each; without it, in a new temporary folder.',
  }),
  MAX_STORAGE_MB: setting(wholeNumber(16, mostMb), {
    default: 10_240,
    unit: 'MiB',
    reason:
      'Of DATA_DIR. What was not used for the longest time gives way; never more than the disk has.',
  }),
};

export const workerSettings = {
  ...serverSettings,
  ...runSettings,
  ...fleetSettings,
  ...queueSettings,
  ...storageSettings,
  ...uploadSettings,
};

export type WorkerSettings = Settings<typeof workerSettings>;
