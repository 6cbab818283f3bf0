import { createHash } from 'node:crypto';

/**
 * What stands before the hash in an object's address. A hash of the tenant, so that no name from a
 * token reaches the file system or a URL (I8).
 */
export function tenantPrefix(tenant: string): string {
  return createHash('sha256').update(tenant).digest('hex').slice(0, 32);
}
