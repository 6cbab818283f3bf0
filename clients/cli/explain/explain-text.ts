/** What `livecalc explain` prints of a run. */
import { pinnedName } from '../../../contracts/assumption-pin.ts';
import type { ExecutionRecord, RecordedNode } from '../../../contracts/execution-record.ts';
import { alignRows, wrapWords } from '../text/lines.ts';
import { formatDuration, formatNumber } from '../text/number-format.ts';
import { warningLines } from '../text/run-summary.ts';
import { formatBytes } from './byte-text.ts';
import { nodeRows } from './node-rows.ts';
import { waterfallLines, type Span } from './waterfall.ts';

const mostBlocks = 12;
const mostLogLines = 5;

/** `folder` as the user named it; no line is longer than `columns`, names apart. */
export function explainText(folder: string, record: ExecutionRecord, columns: number): string {
  const { steps, nodes, warnings } = record;
  const runMs = endOf(nodes.filter(({ attempts }) => attempts > 0));
  return [
    ...headLines(folder, record),
    '',
    `Steps of the command, over ${formatDuration(endOf(steps))}`,
    ...waterfallLines(
      steps.map((step) => ({ label: step.name, spans: [step], note: '' })),
      endOf(steps),
      columns,
    ),
    '',
    `Nodes and their stages, over the ${formatDuration(runMs)} of the step "run"`,
    ...waterfallLines(nodeRows(nodes), runMs, columns),
    ...failureLines(nodes),
    ...metricLines(nodes),
    ...memoryLines(record),
    ...blockLines(nodes),
    ...askedLines(record),
    ...nodes.flatMap(logLines),
    ...warningLines(warnings),
  ].join('\n');
}

function endOf(spans: readonly Span[]): number {
  return spans.reduce((end, { startedMs, ms }) => Math.max(end, startedMs + ms), 0);
}

function headLines(folder: string, record: ExecutionRecord): string[] {
  const { startedAt, endedAt, machine, threads, runtimeVersion, resultHash } = record;
  const elapsedMs = Date.parse(endedAt) - Date.parse(startedAt);
  return [
    `Run in ${folder}`,
    '',
    ...alignRows([
      ['started', `${startedAt}, ${formatDuration(elapsedMs)}`],
      ['result hash', resultHash ?? 'none: the result is partial'],
      ['threads', `${threads} on ${machine.cores} cores`],
      ['made by', `LiveCalc ${runtimeVersion}, ${machine.runtime}, ${machine.system}`],
    ]),
  ];
}

function failureLines(nodes: readonly RecordedNode[]): string[] {
  const failures = nodes.flatMap(({ failure }) => failure ?? []);
  if (failures.length === 0) return [];
  const lines = failures.flatMap(({ node, code, message, hint, traceback }) => [
    wrapWords(`  ${node}: ${message} [${code}]`, '    '),
    ...(hint === undefined ? [] : [wrapWords(`    ${hint}`, '    ')]),
    ...(traceback === undefined
      ? []
      : traceback
          .trimEnd()
          .split('\n')
          .map((line) => `    ${line}`)),
  ]);
  return ['', 'What failed', ...lines];
}

function metricLines(nodes: readonly RecordedNode[]): string[] {
  const rows = nodes.flatMap(({ id, metrics }) =>
    Object.entries(metrics).map(([name, value]) => [`${id}.${name}`, String(value)]),
  );
  return rows.length === 0 ? [] : ['', 'Metrics', ...alignRows(rows, [1])];
}

function memoryLines({ memory, nodes }: ExecutionRecord): string[] {
  const copied = nodes.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
  const copies = nodes.reduce((sum, node) => sum + node.copies, 0);
  const limit = formatBytes(memory.limitBytes);
  return [
    '',
    'Memory',
    ...alignRows([
      ['shared by the engines', `${formatBytes(memory.busBytes)} of ${limit}`],
      [
        'whole process, at most',
        memory.peakBytes === null ? 'not known' : formatBytes(memory.peakBytes),
      ],
      [
        'copied between nodes',
        copies === 0 ? 'nothing' : `${formatBytes(copied)} in ${copies} copies`,
      ],
    ]),
  ];
}

/** The largest first. */
function blockLines(nodes: readonly RecordedNode[]): string[] {
  const blocks = nodes
    .flatMap(({ id, blocks: own }) => own.map((block) => ({ id, ...block })))
    .map((block) => ({ ...block, bytes: block.columns.reduce((sum, { bytes }) => sum + bytes, 0) }))
    .toSorted((a, b) => b.bytes - a.bytes);
  if (blocks.length === 0) return [];
  const rows = blocks
    .slice(0, mostBlocks)
    .map(({ id, name, columns, bytes }) => [name, id, columnWords(columns), formatBytes(bytes)]);
  const left = blocks.length - mostBlocks;
  return [
    '',
    'Blocks that nodes wrote',
    ...alignRows(rows, [3]),
    ...(left > 0 ? [`  and ${formatNumber(left)} smaller ones`] : []),
  ];
}

function columnWords(columns: RecordedNode['blocks'][number]['columns']): string {
  const [first] = columns;
  const shape = `${first!.type} ${first!.shape.join(' x ')}`;
  return columns.length === 1 ? `${first!.name}: ${shape}` : `${columns.length} columns: ${shape}`;
}

function askedLines({ inputs, assumptions, engines }: ExecutionRecord): string[] {
  const files = inputs.map(({ role, file, rows, sha256 }) => [
    role,
    file,
    `${formatNumber(rows)} rows`,
    shortHash(sha256),
  ]);
  const pinned = assumptions.map((pin) => [pinnedName(pin), pin.status, shortHash(pin.sha256)]);
  const modules = engines.map(({ name, version, sha256 }) => [name, version, shortHash(sha256)]);
  return [
    '',
    'Inputs and engines, by SHA-256',
    ...alignRows(files, [2]),
    ...alignRows(pinned),
    ...alignRows(modules),
  ];
}

function shortHash(sha256: string): string {
  return `${sha256.slice(0, 12)}...`;
}

function logLines({ id, log }: RecordedNode): string[] {
  if (log.length === 0) return [];
  const shown = log.slice(-mostLogLines).map((line) => `  ${line}`);
  return ['', `The last lines that ${id} printed`, ...shown];
}
