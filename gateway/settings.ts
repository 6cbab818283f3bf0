/** The settings of a gateway: environment variables, read once, at its start. */
import { LiveCalcError } from '../contracts/errors.ts';
import { executorSettings, natsSettings } from '../fleet/fleet-settings.ts';
import { serverSettings } from '../service/settings/server-settings.ts';
import { setting, type Settings } from '../service/settings/setting.ts';
import { anyText, oneOf, secretText, wholeNumber } from '../service/settings/text-types.ts';
import { scalingSettings } from './scaling/scaling-settings.ts';
import { mostMb, uploadSettings } from '../service/settings/upload-settings.ts';

/** A hundred years. */
const mostMinutes = 52_560_000;

const fleetSettings = {
  NATS_URL: setting(anyText('an address such as tls://nats:4222'), {
    default: null,
    reason:
      'Where tasks and outcomes travel. Without it, and without DATABASE_URL, everything is on this machine.',
  }),
  ...natsSettings,
  DATABASE_URL: setting(secretText(1), {
    default: null,
    secret: true,
    reason: 'PostgreSQL, `postgres://USER:PASSWORD@HOST/DATABASE`: the truth about jobs.',
  }),
  DATABASE_CA_FILE: setting(anyText('a path'), {
    default: null,
    reason:
      'Who vouches for the certificate of DATABASE_URL, where that is not a public authority.',
  }),
};

const storageSettings = {
  DATA_DIR: setting(anyText('a folder'), {
    default: null,
    reason:
      'Where jobs and objects of this machine lie, in a folder livecalc-gateway that outlives the process: one gateway each. Without it, in a new temporary folder.',
  }),
  OBJECTS_DIR: setting(anyText('a folder'), {
    default: null,
    reason:
      'Inputs, partials and results of a fleet: a folder that all gateways share. Without NATS_URL they lie in DATA_DIR.',
  }),
  OBJECTS_AZURE_URL: setting(anyText('an address of a container'), {
    default: null,
    reason:
      'In the place of OBJECTS_DIR: a container of Azure Blob Storage, opened with the identity of the pod.',
  }),
  OBJECTS_AZURE_CONNECTION_STRING: setting(secretText(1), {
    default: null,
    secret: true,
    reason: 'With OBJECTS_AZURE_URL, where the pod has no identity.',
  }),
  MAX_STORAGE_MB: setting(wholeNumber(16, mostMb), {
    default: 10_240,
    unit: 'MiB',
    reason: 'Of OBJECTS_DIR and of packages while they are read.',
  }),
  JOB_RETENTION_MINUTES: setting(wholeNumber(1, mostMinutes), {
    default: 10_080,
    unit: 'min',
    reason: 'How long a job and its results can be asked for after its end.',
  }),
  OBJECT_RETENTION_MINUTES: setting(wholeNumber(1, mostMinutes), {
    default: 60,
    unit: 'min',
    reason:
      'How long a file that no job needs is kept after it was last put or asked for: longer than an upload takes.',
  }),
};

const jobSettings = {
  MAX_ATTEMPTS: setting(wholeNumber(1, 100), {
    default: 3,
    reason: 'A task that is lost more often fails its job; a submission may ask for fewer or more.',
  }),
  SPREAD_ABOVE_MS: setting(wholeNumber(1, 3_600_000), {
    default: 200,
    unit: 'ms',
    reason:
      'A stage that would take one worker longer is cut into parts for many. Results do not depend on it.',
  }),
  PACKAGE_CODE: setting(oneOf(['allow', 'deny']), {
    default: 'allow',
    reason: 'Whether models may bring engines; in a fleet they run in the pool of their tenant.',
  }),
  MAX_JOBS_PER_TENANT: setting(wholeNumber(1, 1_000_000), {
    default: 200,
    unit: 'jobs',
    reason: 'Of a tenant that are not at their end; more are refused with 429.',
  }),
  MAX_QUEUED_MB_PER_TENANT: setting(wholeNumber(1, mostMb), {
    default: 10_240,
    unit: 'MiB',
    reason: 'Of the files of these jobs; more are refused with 429.',
  }),
  MAX_SOCKETS: setting(wholeNumber(1, 100_000), {
    default: 4096,
    unit: 'sockets',
    reason: 'Open at once, of all tenants; more are refused with 503.',
  }),
  RATE_PER_MINUTE: setting(wholeNumber(1, 10_000_000), {
    default: 6000,
    unit: 'requests',
    reason: 'Of a tenant to this gateway, in a burst or spread; more are refused with 429.',
  }),
};

const { THREADS, MAX_MEMORY_MB } = executorSettings;

const embeddedSettings = {
  THREADS: {
    ...THREADS,
    reason: 'Without NATS_URL: of a run on this machine. Results do not depend on it.',
  },
  MAX_MEMORY_MB: {
    ...MAX_MEMORY_MB,
    reason: 'Without NATS_URL: all memory of the processes that run jobs.',
  },
};

export const gatewaySettings = {
  ...serverSettings,
  PORT: { ...serverSettings.PORT, default: { words: '8000', value: () => 8000 } },
  ...fleetSettings,
  ...storageSettings,
  ...jobSettings,
  ...uploadSettings,
  ...embeddedSettings,
  ...scalingSettings,
};

export type GatewaySettings = Settings<typeof gatewaySettings>;

/** Throws CONFIG_INVALID where settings contradict each other. */
export function checkGatewaySettings(settings: GatewaySettings): void {
  const { NATS_URL, DATABASE_URL } = settings;
  if ((NATS_URL === null) !== (DATABASE_URL === null)) {
    const [given, missing] =
      NATS_URL === null ? ['DATABASE_URL', 'NATS_URL'] : ['NATS_URL', 'DATABASE_URL'];
    throw contradiction(
      `${given} is set and ${missing} is not. A fleet needs both: a queue that several gateways share loses ` +
        'nothing only where they share the store that is the truth. Set both, or neither for one machine.',
      given,
      `${missing} too`,
    );
  }
  checkObjects(settings);
}

function checkObjects({ NATS_URL, OBJECTS_DIR, OBJECTS_AZURE_URL }: GatewaySettings): void {
  if (OBJECTS_DIR !== null && OBJECTS_AZURE_URL !== null) {
    const message = 'OBJECTS_DIR and OBJECTS_AZURE_URL are both set; expected one of them.';
    throw contradiction(message, 'both', 'one of them');
  }
  if (NATS_URL === null && OBJECTS_DIR !== null) {
    const message =
      'OBJECTS_DIR is set and NATS_URL is not: it is for gateways that share it. On one machine objects lie ' +
      'in DATA_DIR; set that.';
    throw contradiction(message, 'OBJECTS_DIR', 'DATA_DIR');
  }
  if (NATS_URL !== null && OBJECTS_DIR === null && OBJECTS_AZURE_URL === null) {
    const message =
      'NATS_URL is set, and neither OBJECTS_AZURE_URL nor OBJECTS_DIR: gateways of a fleet share their ' +
      'objects. Name a container, or a folder that every gateway sees.';
    throw contradiction(message, 'neither', 'OBJECTS_AZURE_URL or OBJECTS_DIR');
  }
}

function contradiction(message: string, found: string, expected: string): LiveCalcError {
  return new LiveCalcError('CONFIG_INVALID', message, { found, expected });
}
