/** Nodes and their stages as rows of a waterfall. */
import type { RecordedNode } from '../../../contracts/execution-record.ts';
import type { StageReport } from '../../../contracts/node-report.ts';
import { formatNumber } from '../text/number-format.ts';
import { formatBytes } from './byte-text.ts';
import type { WaterfallRow } from './waterfall.ts';

/** In the order they began; each with its stages below it. */
export function nodeRows(nodes: readonly RecordedNode[]): WaterfallRow[] {
  return nodes
    .toSorted(
      (a, b) => Number(a.attempts === 0) - Number(b.attempts === 0) || a.startedMs - b.startedMs,
    )
    .flatMap((node) => [nodeRow(node), ...stageRows(node)]);
}

function nodeRow(node: RecordedNode): WaterfallRow {
  if (isEarlier(node))
    return { label: node.id, spans: [], note: 'ran before, in a step of its own' };
  const spans = node.attempts === 0 ? [] : [{ startedMs: node.startedMs, ms: node.ms }];
  return { label: node.id, spans, note: nodeNotes(node).join(', ') };
}

/** Grouping the policies comes before the graph, and its stages are not told one by one. */
function isEarlier({ status, stages, ms }: RecordedNode): boolean {
  return status === 'succeeded' && stages.length === 0 && ms === 0;
}

function nodeNotes(node: RecordedNode): string[] {
  const { status, attempts, evaluations, bytesCopied, memoryBytes, isPartial } = node;
  return [
    node.fallback === null ? statusWords[status] : `${statusWords[status]} to ${node.fallback}`,
    ...(isPartial ? ['stopped early'] : []),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(evaluations > 0 ? [`${formatNumber(evaluations + 1)} passes`] : []),
    ...(bytesCopied > 0 ? [`copied ${formatBytes(bytesCopied)}`] : []),
    ...(memoryBytes > 0 ? [`own memory ${formatBytes(memoryBytes)}`] : []),
  ];
}

const statusWords = {
  succeeded: 'succeeded',
  failed: 'failed',
  timedOut: 'timed out',
  skipped: 'skipped',
  cancelled: 'not run',
  fellBack: 'fell back',
} as const satisfies Record<RecordedNode['status'], string>;

/** Passes of one stage are one row. A node of one stage has none: it would say the same again. */
function stageRows({ id, stages }: RecordedNode): WaterfallRow[] {
  const byName = Map.groupBy(stages, ({ stage }) => stage);
  if (byName.size === 1 && stages[0]!.chunks === 1) return [];
  return [...byName].map(([stage, passes]) => ({
    label: `  ${stage.startsWith(`${id}.`) ? stage.slice(id.length + 1) : stage}`,
    spans: passes,
    note: chunkNote(passes),
  }));
}

/** `16 chunks of 0.49 ms (0.13-3.38)`, the mean first: of all passes together. */
function chunkNote(passes: readonly StageReport[]): string {
  const chunks = passes.reduce((sum, pass) => sum + pass.chunks, 0);
  const count = `${formatNumber(chunks)} ${chunks === 1 ? 'chunk' : 'chunks'}`;
  const timed = passes.filter(({ chunkMs }) => chunkMs !== null);
  const measured = timed.reduce((sum, pass) => sum + pass.chunks, 0);
  if (chunks === 1 || measured === 0) return count;
  const min = timed.reduce((least, { chunkMs }) => Math.min(least, chunkMs!.min), Infinity);
  const max = timed.reduce((most, { chunkMs }) => Math.max(most, chunkMs!.max), 0);
  const sum = timed.reduce((total, { chunkMs, chunks: own }) => total + chunkMs!.mean * own, 0);
  const [least, most, mean] = [min, max, sum / measured].map(shortMs);
  return `${count} of ${mean} ms (${least}-${most})`;
}

function shortMs(ms: number): string {
  return ms < 10 ? ms.toFixed(2) : formatNumber(ms);
}
