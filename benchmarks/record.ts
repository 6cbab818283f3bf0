/** What a full measurement leaves behind: results.json, the plots, the tables in README.md. */
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LiveCalcError } from '../contracts/errors.ts';
import { verdict, type Outcome } from './figure.ts';
import { partsTable, resultsTable, type Results } from './report.ts';

const resultsFile = path.join(import.meta.dirname, 'results.json');
const readmeFile = path.join(import.meta.dirname, 'README.md');

interface Recorded {
  readonly machine: {
    readonly cores: number;
    readonly architecture: string;
    readonly node: string;
  };
  readonly figures: Results;
}

/** Puts the figures that were measured in place of what was recorded of them before. */
export async function record(measured: Results, order: readonly string[]): Promise<void> {
  const before = await recordedFigures();
  const all: Record<string, Outcome> = { ...before, ...measured };
  const figures: Record<string, Outcome> = {};
  for (const name of order) {
    const outcome = all[name];
    if (outcome === undefined) continue;
    const plots = 'readings' in outcome ? Object.entries(outcome.plots ?? {}) : [];
    for (const [file, svg] of plots) await writeFile(path.join(import.meta.dirname, file), svg);
    figures[name] = 'readings' in outcome ? { readings: outcome.readings } : outcome;
  }
  const machine = {
    cores: os.availableParallelism(),
    architecture: process.arch,
    node: process.versions.node,
  };
  const recorded: Recorded = { machine, figures };
  await writeFile(resultsFile, `${JSON.stringify(recorded, rounded, 2)}\n`);
  await writeTables(figures);
}

async function recordedFigures(): Promise<Results> {
  try {
    return (JSON.parse(await readFile(resultsFile, 'utf8')) as Recorded).figures;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Four significant digits: more would be noise. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value)
    ? Number(value.toPrecision(4))
    : value;
}

async function writeTables(figures: Results): Promise<void> {
  const readme = await readFile(readmeFile, 'utf8');
  const withResults = replaceSection(readme, 'results', resultsTable(figures, verdict));
  await writeFile(readmeFile, replaceSection(withResults, 'measurements', partsTable(figures)));
}

/** Replaces what stands between `<!-- NAME -->` and `<!-- end NAME -->`. */
function replaceSection(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) {
    throw new LiveCalcError('INTERNAL', `benchmarks/README.md has lost its section "${name}".`);
  }
  return `${page.slice(0, from)}${begin}\n\n${content}\n\n${page.slice(to)}`;
}
