/** /livez, /readyz, /health and /metrics. */
import type { Request, RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import { healthSchema, type Health } from '../../contracts/wire/health.ts';
import { runtimeVersion } from '../../runtime/version.ts';
import type { Authenticator } from '../../service/auth/authenticator.ts';
import type { Readiness } from '../../service/readiness.ts';
import { authorize } from '../../service/roles.ts';
import type { JobStore } from '../store/job-store.ts';

export interface HealthParts {
  readonly readiness: Readiness;
  readonly authenticator: Authenticator;
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

export function healthHandlers(parts: HealthParts): HealthHandlers {
  const { readiness, registry, store } = parts;
  return {
    livez: (_request, response) => void response.json({ status: 'ok' }),
    readyz: async (_request, response) => {
      const { state } = readiness;
      const status = state === 'ready' && !(await answers(store)) ? 'starting' : state;
      if (status !== 'ready') response.status(503).set('Retry-After', String(retryAfterSeconds));
      response.json({ status });
    },
    health: async (request, response) => {
      response.json(healthSchema.parse(await healthFor(request, parts)));
    },
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

/** Without credentials: that it lives. Throws UNAUTHENTICATED where there are some and they are wrong. */
async function healthFor(
  { headers }: Request,
  { readiness, authenticator, store, executorBytes }: HealthParts,
): Promise<Health> {
  const minimal = { status: readiness.state, uptimeSeconds: process.uptime() };
  if (authenticator.required && headers.authorization === undefined) return minimal;
  authorize(await authenticator.authenticateHeader(headers.authorization), 'server.read');
  const { rss, heapUsed, external } = process.memoryUsage();
  const { byState } = await store.counts();
  return {
    ...minimal,
    runtimeVersion,
    nodeVersion: process.versions.node,
    memory: {
      serverBytes: rss,
      serverHeapBytes: heapUsed,
      serverExternalBytes: external,
      executorBytes: executorBytes(),
    },
    jobs: {
      running: (byState.RUNNING ?? 0) + (byState.SCHEDULED ?? 0),
      queued: byState.PENDING ?? 0,
    },
  };
}
