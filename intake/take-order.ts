/** The model in a request's body: a package, a form, or JSON; the same for every server. */
import type { Request } from 'express';
import { LiveCalcError } from '../contracts/errors.ts';
import type { PinnedAsset } from './asset-shelf.ts';
import type { Intake } from './intake.ts';
import { readSubmission, requestBytes } from './request-body.ts';
import type { RunOrder } from './run-order.ts';

export interface BodyLimits {
  readonly packageBytes: number;
  readonly bodyBytes: number;
}

const packageMediaTypes = ['application/zip', 'application/vnd.livecalc.package+zip'];
const formMediaType = 'multipart/form-data';

/** Throws REQUEST_INVALID, and what the intake throws. */
export async function takeOrder<Asset extends PinnedAsset>(
  request: Request,
  tenant: string,
  intake: Intake<Asset>,
  { packageBytes, bodyBytes }: BodyLimits,
): Promise<RunOrder<Asset>> {
  if (request.is(packageMediaTypes)) {
    return await intake.takePackage(requestBytes(request, packageBytes, 'The package'), tenant);
  }
  const contentType = request.get('Content-Type') ?? 'none';
  if (request.is(formMediaType)) {
    const bytes = requestBytes(request, packageBytes, 'The form');
    return await intake.takeForm({ contentType, bytes }, bodyBytes, tenant);
  }
  if (request.is('application/json')) {
    return await intake.takeSubmission(await readSubmission(request, bodyBytes), tenant);
  }
  const expected = `application/json, ${formMediaType} or ${packageMediaTypes.join(' or ')}`;
  const message = `The Content-Type is ${contentType}; expected ${expected}, and a body of that type.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { found: contentType, expected });
}
