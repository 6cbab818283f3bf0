/** PUT and HEAD of /v1/assets/{sha256}: what a submission may then name by its hash alone. */
import type { RequestHandler } from 'express';
import { principalOf } from '../../service/http/request-context.ts';
import { requestBytes } from '../../intake/request-body.ts';
import { askedHash } from './asked-hash.ts';
import { noObject } from './checked-bytes.ts';
import type { NotedObjects } from './noted-objects.ts';

export interface AssetHandlers {
  /** Answers 204. Throws REQUEST_INVALID, ASSET_CHANGED, PACKAGE_TOO_LARGE, STORAGE_FULL, BACKEND_UNAVAILABLE. */
  readonly put: RequestHandler;
  /** Answers 200 with Content-Length; the asset then stays for a while. Throws NOT_FOUND, BACKEND_UNAVAILABLE. */
  readonly head: RequestHandler;
}

/** For users, behind `permit`, and for workers, behind `objectDoor`: both are of the tenant that was named. */
export function assetHandlers(objects: NotedObjects, maxBytes: number): AssetHandlers {
  return {
    put: async (request, response) => {
      const sha256 = askedHash(request);
      const { tenant } = principalOf(request);
      const bytes = requestBytes(request, maxBytes, 'The asset');
      await objects.put(tenant, bytes, { name: 'the asset', sha256, maxBytes });
      response.status(204).end();
    },
    head: async (request, response) => {
      const sha256 = askedHash(request);
      const object = await objects.claim(principalOf(request).tenant, sha256);
      if (object === null) throw noObject(sha256);
      response.status(200).set('Content-Length', String(object.sizeBytes)).end();
    },
  };
}
