/** A model's files go to the server only where it does not have them. */
import type { HttpApi } from './http-api.ts';
import { lackingAssets, type HashedModel } from './model-files.ts';

/** The server may forget an asset between its upload and the run, but not for ever. */
const maxUploads = 3;

/**
 * What `start` resolves to, once the server has all files. Throws what `start` throws, where that is not
 * about files that can be sent.
 */
export async function uploadLacking<T>(
  http: HttpApi,
  model: HashedModel,
  start: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let uploads = 0; ; uploads++) {
    try {
      return await start();
    } catch (error) {
      if (uploads === maxUploads) throw error;
      for (const sha256 of lackingAssets(error, model)) {
        // `lackingAssets` has seen that it is there.
        await http.putAsset(sha256, model.bytes.get(sha256)!, signal);
      }
    }
  }
}
