import { createHash } from 'node:crypto';
import type { Sha256 } from '../../contracts/sha256.ts';

/** SHA-256 by node:crypto, which accepts shared memory. */
export function createNodeSha256(): Sha256 {
  const hash = createHash('sha256');
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  };
}
