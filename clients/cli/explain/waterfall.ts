/** Bars over one axis of time, a row each: what ran side by side stands side by side. */
import { formatDuration } from '../text/number-format.ts';

export interface Span {
  readonly startedMs: number;
  readonly ms: number;
}

export interface WaterfallRow {
  readonly label: string;
  /** One, or several of something that ran more than once. */
  readonly spans: readonly Span[];
  readonly note: string;
}

const fewestBarColumns = 12;
/** Of the time and the share, with what stands between. */
const figureColumns = 18;
/** What of a cell has to be covered to fill it, and to fill half of it. */
const [fullCover, halfCover] = [0.75, 0.3];

/** `totalMs` is the length of the axis; no line is longer than `columns`. */
export function waterfallLines(
  rows: readonly WaterfallRow[],
  totalMs: number,
  columns: number,
): string[] {
  const labelColumns = Math.max(0, ...rows.map(({ label }) => label.length));
  const noteColumns = Math.max(0, ...rows.map(({ note }) => note.length));
  const free = columns - labelColumns - figureColumns - 4;
  const bar = Math.max(fewestBarColumns, Math.min(60, free - noteColumns - 2));
  return rows.map(({ label, spans, note }) => {
    const ms = spans.reduce((sum, span) => sum + span.ms, 0);
    const share = totalMs > 0 ? `${((ms / totalMs) * 100).toFixed(0)} %` : '';
    const cells = [
      label.padEnd(labelColumns),
      barText(spans, totalMs, bar),
      formatDuration(ms).padStart(8),
      share.padStart(5),
    ].join('  ');
    return shortened(`  ${cells}  ${note}`.trimEnd(), columns);
  });
}

/** A span is never so short that nothing of it is seen. */
function barText(spans: readonly Span[], totalMs: number, columns: number): string {
  const cover = new Float64Array(columns);
  const begins = new Uint8Array(columns);
  const perCell = totalMs / columns;
  for (const { startedMs, ms } of spans) {
    if (!(perCell > 0)) continue;
    const begin = startedMs / perCell;
    const end = (startedMs + ms) / perCell;
    const first = Math.min(columns - 1, Math.floor(begin));
    begins[first] = 1;
    for (let cell = first; cell < Math.min(columns, end); cell++) {
      cover[cell]! += Math.max(0, Math.min(end, cell + 1) - Math.max(begin, cell));
    }
  }
  return Array.from(cover, (covered, cell) => {
    if (covered >= fullCover) return '█';
    if (covered >= halfCover) return begins[cell] === 1 ? '▐' : '▌';
    return covered > 0 || begins[cell] === 1 ? '▏' : ' ';
  }).join('');
}

function shortened(line: string, columns: number): string {
  return line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
}
