/** The table of docs/http.md: what can be asked of a gateway. */
import { markdownTable } from '../../service/markdown-table.ts';
import { actions } from '../../service/roles.ts';
import type { Operation } from './operation.ts';
import { objectOperations, operations } from './operations.ts';

export function operationsTable(): string {
  const all: readonly Operation[] = Object.values({ ...operations, ...objectOperations });
  const rows = all.map(({ method, path, door, summary }) => [
    `\`${method.toUpperCase()} ${path}\``,
    door === 'open' ? 'anybody' : door === 'object token' ? 'a task' : actions[door].least,
    summary,
  ]);
  return markdownTable(['route', 'least role', 'what it does'], rows);
}
