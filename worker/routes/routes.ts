/** Every route of a worker. The same jobs under two addresses: the worker's own, and the gateway's. */
import type { RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { subprotocol } from '../../contracts/wire/control-message.ts';
import type { Permit } from '../../service/http/permit.ts';
import type { Route } from '../../service/http/routes.ts';
import type { AssetHandlers } from './assets.ts';
import type { HealthHandlers } from './health.ts';
import type { JobHandlers } from './jobs.ts';

export interface Handlers {
  readonly health: HealthHandlers;
  readonly jobs: JobHandlers;
  readonly assets: AssetHandlers;
  /** Answers 202. */
  readonly execute: RequestHandler;
  /** Answers 201. */
  readonly submit: RequestHandler;
}

export function workerRoutes(
  { health, jobs, assets, execute, submit }: Handlers,
  permit: Permit,
): Route[] {
  const ofJob = (path: string): Route => ({
    path,
    methods: {
      get: [permit('job.read'), jobs.status],
      delete: [permit('job.cancel'), jobs.remove],
    },
  });
  const ofTable = (path: string): Route => ({
    path,
    methods: { get: [permit('result.read'), jobs.table] },
  });
  const recordOf = (path: string): Route => ({
    path,
    methods: { get: [permit('result.read'), jobs.execution] },
  });
  const socketOf = (path: string): Route => ({ path, methods: { get: [needsSocket] } });
  return [
    { path: '/livez', methods: { get: [health.livez] } },
    { path: '/readyz', methods: { get: [health.readyz] } },
    { path: '/health', methods: { get: [health.health] } },
    { path: '/metrics', methods: { get: [permit('server.read'), health.metrics] } },
    { path: '/capabilities', methods: { get: [permit('server.read'), health.capabilities] } },
    { path: '/execute', methods: { post: [permit('job.submit'), execute] } },
    { path: '/v1/jobs/submit', methods: { post: [permit('job.submit'), submit] } },
    ofJob('/jobs/:jobId'),
    ofJob('/v1/jobs/:jobId'),
    socketOf('/stream'),
    socketOf('/jobs/:jobId/stream'),
    socketOf('/v1/jobs/:jobId/stream'),
    ofTable('/jobs/:jobId/results/:table'),
    ofTable('/v1/jobs/:jobId/results/:table'),
    recordOf('/jobs/:jobId/execution'),
    recordOf('/v1/jobs/:jobId/execution'),
    {
      path: '/v1/assets/:sha256',
      methods: {
        head: [permit('asset.read'), assets.head],
        put: [permit('asset.write'), assets.put],
      },
    },
  ];
}

/** A request that asks for a WebSocket never comes here. */
const needsSocket: RequestHandler = ({ path }) => {
  const expected = `a WebSocket with the subprotocol ${subprotocol}`;
  const message = `${path} is ${expected} (docs/protocol.md); the request does not ask for one.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { found: 'HTTP', expected });
};
