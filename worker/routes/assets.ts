/** PUT and HEAD of /v1/assets/{sha256}: what a submission may then name by its hash alone. */
import type { Request, RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { sha256Schema } from '../../contracts/package-manifest.ts';
import { principalOf } from '../../service/http/request-context.ts';
import type { AssetStore } from '../../intake/assets/asset-store.ts';
import { requestBytes } from '../../intake/request-body.ts';

export interface AssetHandlers {
  readonly put: RequestHandler;
  readonly head: RequestHandler;
}

export function assetHandlers(assets: AssetStore, maxBytes: number): AssetHandlers {
  return {
    put: async (request, response) => {
      const sha256 = askedHash(request);
      const { tenant } = principalOf(request);
      const bytes = requestBytes(request, maxBytes, 'The asset');
      using _asset = await assets.put(tenant, bytes, { name: 'the asset', sha256 });
      response.status(204).end();
    },
    head: (request, response) => {
      const sha256 = askedHash(request);
      using asset = assets.pin(principalOf(request).tenant, sha256);
      if (asset === undefined) {
        throw new LiveCalcError('NOT_FOUND', `No asset ${sha256} is known here.`);
      }
      response.set('Content-Length', String(asset.sizeBytes)).status(200).end();
    },
  };
}

function askedHash({ params }: Request): string {
  const { success, data } = sha256Schema.safeParse(params['sha256']);
  if (success) return data;
  const expected = 'the SHA-256 as 64 lower-case hexadecimal digits';
  const message = `The last part of the address is not ${expected}.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { expected });
}
