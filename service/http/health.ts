/** GET /health, of a worker and of a gateway. */
import type { RequestHandler } from 'express';
import { healthSchema, type Health } from '../../contracts/wire/health.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Readiness } from '../readiness.ts';
import { authorize } from '../roles.ts';

export interface HealthParts {
  readonly readiness: Readiness;
  readonly authenticator: Authenticator;
}

/** What only the server at hand knows of itself. */
export interface ServerFacts {
  readonly runtimeVersion: string;
  /** Resident, of all processes that run jobs. */
  readonly executorBytes: number;
  readonly jobs: NonNullable<Health['jobs']>;
}

/** Without credentials: that it lives. Throws UNAUTHENTICATED where there are some and they are wrong. */
export function healthHandler(
  { readiness, authenticator }: HealthParts,
  facts: () => Promise<ServerFacts> | ServerFacts,
): RequestHandler {
  const answer = async (authorization: string | undefined): Promise<Health> => {
    const minimal = { status: readiness.state, uptimeSeconds: process.uptime() };
    if (authenticator.required && authorization === undefined) return minimal;
    authorize(await authenticator.authenticateHeader(authorization), 'server.read');
    const { rss, heapUsed, external } = process.memoryUsage();
    const { runtimeVersion, executorBytes, jobs } = await facts();
    return {
      ...minimal,
      runtimeVersion,
      nodeVersion: process.versions.node,
      memory: {
        serverBytes: rss,
        serverHeapBytes: heapUsed,
        serverExternalBytes: external,
        executorBytes,
      },
      jobs,
    };
  };
  return async ({ headers }, response) => {
    response.json(healthSchema.parse(await answer(headers.authorization)));
  };
}
