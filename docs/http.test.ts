/** docs/http.md names the routes, keys and codes that there are. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorCodes, LiveCalcError, type ErrorCode } from '../contracts/errors.ts';
import { problemOf } from '../contracts/wire/problem-details.ts';
import { submissionSchema } from '../contracts/wire/submission.ts';
import { workerRoutes } from '../worker/routes/routes.ts';

const page = readFileSync(new URL('http.md', import.meta.url), 'utf8');
/** Handlers are not asked for here. */
const handlers = { health: {}, jobs: {}, assets: {} } as Parameters<typeof workerRoutes>[0];

it.each(workerRoutes(handlers, () => () => {}).map(({ path }) => path))('has %s', (path) => {
  const written = path.replace(/^\/jobs/, '/v1/jobs').replaceAll(/:(\w+)/g, '{$1}');
  expect([` ${written}\``, `\`${written}\``].some((text) => page.includes(text))).toBe(true);
});

it.each(Object.keys(submissionSchema.shape))('has the key %s of a submission', (key) => {
  expect(page).toContain(`| \`${key}\``);
});

const special = (Object.keys(errorCodes) as ErrorCode[])
  .map((code) => [problemOf(new LiveCalcError(code, '')).status, code] as const)
  .filter(([status]) => status !== 422);

it.each(special)('has %d for %s', (status, code) => {
  expect(page).toMatch(new RegExp(`\\| ${status} .*\`${code}\``));
});
