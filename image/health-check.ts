/** What Docker's HEALTHCHECK runs: exit code 0 where the server in this container is ready, else 1. */
import { readFileSync } from 'node:fs';
import { roleOf, roles } from './roles.ts';

try {
  const answer = await fetch(`http://127.0.0.1:${port()}/readyz`, {
    signal: AbortSignal.timeout(2_500),
  });
  process.stdout.write(`readyz ${answer.status}\n`);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(`readyz cannot be asked: ${String(error)}\n`);
  process.exitCode = 1;
}

/** PORT, or the usual one of what the container's first process is: `node image/start.ts ROLE`. */
function port(): string {
  const role = roleOf(readFileSync('/proc/1/cmdline', 'utf8').split('\0')[2]);
  return process.env['PORT'] ?? String(roles[role ?? 'worker'].port);
}
