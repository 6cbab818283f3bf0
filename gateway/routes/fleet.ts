/** GET /v1/fleet: the fleet as this gateway sees it, of other tenants only that they are there. */
import type { RequestHandler } from 'express';
import { fleetStatusSchema, type FleetStatus } from '../../contracts/wire/fleet-status.ts';
import { principalOf } from '../../service/http/request-context.ts';
import type { FleetReport } from '../fleet-report.ts';

export function fleetHandler(report: FleetReport): RequestHandler {
  return async (request, response) => {
    const status: FleetStatus = await report.statusFor(principalOf(request).tenant);
    response.json(fleetStatusSchema.parse(status));
  };
}
