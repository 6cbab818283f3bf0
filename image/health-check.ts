/** What Docker's HEALTHCHECK runs: exit code 0 where the worker in this container is ready, else 1. */
const port = process.env['PORT'] ?? '3000';

try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
    signal: AbortSignal.timeout(2_500),
  });
  process.stdout.write(`readyz ${answer.status}\n`);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(`readyz cannot be asked: ${String(error)}\n`);
  process.exitCode = 1;
}
