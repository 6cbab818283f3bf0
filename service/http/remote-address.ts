/** Where a request comes from. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address of the peer; behind `proxies` proxies that append to X-Forwarded-For, the one that the
 * outermost of them saw. What stands further left in that header anybody can have written.
 */
export function remoteAddress(request: IncomingMessage, proxies: number): string {
  const peer = plain(request.socket.remoteAddress ?? 'unknown');
  if (proxies === 0) return peer;
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',');
  const hops = forwarded.split(',').map((hop) => plain(hop.trim()));
  const outermost = hops.at(-proxies) ?? hops[0] ?? '';
  return isIP(outermost) === 0 ? peer : outermost;
}

/** Without a port, and IPv4 as IPv4. */
function plain(address: string): string {
  const bare = /^(\d+(?:\.\d+){3}):\d+$|^\[([^\]]+)\](?::\d+)?$/.exec(address);
  return (bare?.[1] ?? bare?.[2] ?? address).replace(/^::ffff:(?=\d+\.)/i, '');
}
