/** /livez, /readyz, /health, /capabilities and /metrics. */
import type { RequestHandler } from 'express';
import { capabilitiesSchema } from '../../contracts/wire/capabilities.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import { healthHandler, type HealthParts } from '../../service/http/health.ts';
import type { Executors } from '../../executor/executor.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface WorkerHealthParts extends HealthParts {
  readonly executors: Executors;
  readonly jobs: Jobs;
  readonly metrics: Metrics;
}

export interface HealthHandlers {
  readonly livez: RequestHandler;
  readonly readyz: RequestHandler;
  readonly health: RequestHandler;
  readonly capabilities: RequestHandler;
  readonly metrics: RequestHandler;
}

const retryAfterSeconds = 1;

export function healthHandlers(parts: WorkerHealthParts): HealthHandlers {
  const { readiness, executors, jobs, metrics } = parts;
  return {
    livez: (_request, response) => {
      response.json({ status: 'ok' });
    },
    readyz: (_request, response) => {
      const { state } = readiness;
      if (state !== 'ready') response.status(503).set('Retry-After', String(retryAfterSeconds));
      response.json({ status: state });
    },
    health: healthHandler(parts, () => ({
      runtimeVersion,
      executorBytes: executors.residentBytes(),
      jobs: { running: jobs.running === null ? 0 : 1, queued: jobs.queued },
    })),
    capabilities: async (_request, response) => {
      response.json(capabilitiesSchema.parse(await executors.capabilities()));
    },
    metrics: async (_request, response) => {
      response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  };
}
