/** What servers log, kept for whoever looks at a failure. */
import { docker } from '../../../image/testing/docker.ts';
import { containerLog } from '../../../image/testing/container-log.ts';
import type { ServerOptions, ServerProcess } from '../../../local-fleet/server-process.ts';

type LogLine = Parameters<NonNullable<ServerOptions['onLog']>>[0];

/** Of processes, which are heard as they speak. */
export class LogLines {
  readonly #lines: { readonly at: Date; readonly text: string }[] = [];

  add(server: string, line: LogLine): void {
    if (isWorthKeeping(line)) this.#lines.push({ at: new Date(), text: told(server, line) });
  }

  since(time: Date): readonly string[] {
    return this.#lines.filter(({ at }) => at >= time).map(({ text }) => text);
  }
}

/** Which of the processes are down. */
export function downLines(servers: readonly ServerProcess[]): readonly string[] {
  return servers.filter(({ pid }) => pid === null).map(({ kind, url }) => `${kind} ${url} is down`);
}

/** Of a container, and how it stands: whether it has ended, and whether for its memory. */
export async function containerLines(
  server: string,
  id: string,
  since: Date,
): Promise<readonly string[]> {
  const state = await docker('inspect', '--format={{json .State}}', id);
  const lines = (await containerLog(id, since)).split('\n').filter(Boolean).map(parsed);
  return [
    `${server} is ${state}`,
    ...lines.filter(isWorthKeeping).map((line) => told(server, line)),
  ];
}

/** Who is asked every few milliseconds whether a job is done notes each time that he was. */
function isWorthKeeping(line: LogLine): boolean {
  return line['channel'] !== 'audit';
}

function told(server: string, line: LogLine): string {
  return `${server}: ${JSON.stringify(line)}`;
}

function parsed(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { msg: text };
  }
}
