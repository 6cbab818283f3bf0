/** /livez, /readyz, /health and /metrics. */
import type { RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import { runtimeVersion } from '../../runtime/version.ts';
import { healthHandler, type HealthParts } from '../../service/http/health.ts';
import type { JobStore } from '../store/job-store.ts';

export interface GatewayHealthParts extends HealthParts {
  readonly store: Pick<JobStore, 'ping' | 'counts'>;
  readonly registry: Registry;
  /** Of the processes that value on this machine; 0 where there are none. */
  readonly executorBytes: () => number;
}

export interface HealthHandlers {
  readonly livez: RequestHandler;
  readonly readyz: RequestHandler;
  readonly health: RequestHandler;
  readonly metrics: RequestHandler;
}

const retryAfterSeconds = 1;
/** A load balancer asks again soon. */
const pingTimeoutMs = 2000;

export function healthHandlers(parts: GatewayHealthParts): HealthHandlers {
  const { readiness, registry, store, executorBytes } = parts;
  return {
    livez: (_request, response) => void response.json({ status: 'ok' }),
    readyz: async (_request, response) => {
      const { state } = readiness;
      const status = state === 'ready' && !(await answers(store)) ? 'starting' : state;
      if (status !== 'ready') response.status(503).set('Retry-After', String(retryAfterSeconds));
      response.json({ status });
    },
    health: healthHandler(parts, async () => {
      const { byState } = await store.counts();
      const running = (byState.RUNNING ?? 0) + (byState.SCHEDULED ?? 0);
      const jobs = { running, queued: byState.PENDING ?? 0 };
      return { runtimeVersion, executorBytes: executorBytes(), jobs };
    }),
    metrics: async (_request, response) => {
      response.type(registry.contentType).send(await registry.metrics());
    },
  };
}

/** Without its store a gateway can say nothing of any job. */
async function answers(store: Pick<JobStore, 'ping'>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), pingTimeoutMs);
  const ping = store.ping().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([ping, late]);
  } finally {
    clearTimeout(timer);
  }
}
