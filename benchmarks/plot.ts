/** A small plot as SVG: measured points, one line to compare them with, two labelled axes. */
import type { Point } from './line-fit.ts';

export interface PlotAxis {
  readonly label: string;
  readonly scale: 'linear' | 'log';
}

export interface Plot {
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly points: readonly Point[];
  readonly line: { readonly label: string; readonly at: (x: number) => number };
}

const width = 720;
const height = 440;
const frame = { left: 80, right: 690, top: 56, bottom: 380 } as const;
const colours = { ink: '#222', grid: '#ddd', line: '#888', point: '#0b6bb5' } as const;

/** Where the values of an axis lie on the page. */
interface Ruler {
  readonly ticks: readonly number[];
  place(value: number): number;
}

export function plotSvg({ title, x, y, points, line }: Plot): string {
  const ends = [points[0] as Point, points.at(-1) as Point].map((point) => point.x);
  const curve = curvePoints(ends, line.at);
  const xs = ruler(x.scale, ends, frame.left, frame.right);
  const ys = ruler(
    y.scale,
    [...points, ...curve].map((point) => point.y),
    frame.bottom,
    frame.top,
  );
  const position = (at: Point): string => `${round(xs.place(at.x))},${round(ys.place(at.y))}`;
  const path = curve.map(position).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="${colours.ink}">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(frame.left, 26, title, 'font-size="15" font-weight="bold"'),
    ...xs.ticks.flatMap((tick) => [
      gridLine(xs.place(tick), frame.top, xs.place(tick), frame.bottom),
      text(xs.place(tick), frame.bottom + 20, number(tick), 'text-anchor="middle"'),
    ]),
    ...ys.ticks.flatMap((tick) => [
      gridLine(frame.left, ys.place(tick), frame.right, ys.place(tick)),
      text(frame.left - 8, ys.place(tick) + 4, number(tick), 'text-anchor="end"'),
    ]),
    text((frame.left + frame.right) / 2, frame.bottom + 46, x.label, 'text-anchor="middle"'),
    text(
      -(frame.top + frame.bottom) / 2,
      20,
      y.label,
      'text-anchor="middle" transform="rotate(-90)"',
    ),
    `<polyline points="${path}" fill="none" stroke="${colours.line}" stroke-width="2" stroke-dasharray="6 4"/>`,
    ...points.map(
      (point) =>
        `<circle cx="${round(xs.place(point.x))}" cy="${round(ys.place(point.y))}" r="5" fill="${colours.point}"/>`,
    ),
    ...legend(line.label),
    '</svg>',
    '',
  ].join('\n');
}

/** Dense enough for a straight line to look right where an axis is logarithmic. */
function curvePoints(ends: readonly number[], at: (x: number) => number): Point[] {
  const [begin = 0, end = 0] = ends;
  const segments = 40;
  return Array.from({ length: segments + 1 }, (_, index) => {
    const x = begin * (end / begin) ** (index / segments);
    return { x, y: at(x) };
  });
}

function legend(lineLabel: string): string[] {
  const [left, top] = [frame.left + 20, frame.top + 20];
  return [
    `<rect x="${left - 10}" y="${top - 14}" width="210" height="50" fill="white" stroke="${colours.grid}"/>`,
    `<circle cx="${left + 12}" cy="${top}" r="5" fill="${colours.point}"/>`,
    text(left + 34, top + 4, 'measured (median)'),
    `<line x1="${left}" y1="${top + 22}" x2="${left + 24}" y2="${top + 22}" stroke="${colours.line}" stroke-width="2" stroke-dasharray="6 4"/>`,
    text(left + 34, top + 26, lineLabel),
  ];
}

function ruler(
  scale: PlotAxis['scale'],
  values: readonly number[],
  begin: number,
  end: number,
): Ruler {
  return scale === 'log' ? logRuler(values, begin, end) : linearRuler(values, begin, end);
}

/** Ticks at 1, 2 and 5 times the powers of ten around the values. */
function logRuler(values: readonly number[], begin: number, end: number): Ruler {
  const low = Math.min(...values) / 1.3;
  const high = Math.max(...values) * 1.3;
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    ticks.push(...[1, 2, 5].map((digit) => digit * 10 ** power));
  }
  const share = (value: number): number => Math.log(value / low) / Math.log(high / low);
  return {
    ticks: ticks.filter((tick) => tick >= low && tick <= high),
    place: (value) => begin + share(value) * (end - begin),
  };
}

/** From 0, with about six ticks at round numbers. */
function linearRuler(values: readonly number[], begin: number, end: number): Ruler {
  const high = Math.max(...values) * 1.05;
  const power = 10 ** Math.floor(Math.log10(high));
  const step = ([0.1, 0.2, 0.5, 1, 2].find((digit) => high / (digit * power) <= 7) ?? 2) * power;
  const ticks = Array.from({ length: Math.floor(high / step) + 1 }, (_, index) => index * step);
  return { ticks, place: (value) => begin + (value / high) * (end - begin) };
}

function gridLine(x1: number, y1: number, x2: number, y2: number): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map(round);
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke="${colours.grid}"/>`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${content}</text>`;
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
