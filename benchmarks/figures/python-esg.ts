/** The step code of python://esg in Pyodide against plain CPython: the same files, start not counted. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadPyodide } from 'pyodide';
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome, Reading } from '../figure.ts';
import { hasCpython, pythonFolder, startCpython } from '../python/cpython.ts';
import { median, spreadOf } from '../spread.ts';

const years = 50;

export const pythonEsg: Figure = { name: 'python-esg', measure };

async function measure(bench: Bench): Promise<Outcome> {
  if (!hasCpython()) return { unmeasured: 'There is no python3 of version 3.10 or later.' };
  // Every skeleton needs a path.
  const scenarios = Math.max(10, bench.scaled(1000));
  return {
    readings: [await compare(bench, 'vasicek', scenarios), await compare(bench, 'cir', scenarios)],
  };
}

async function compare(bench: Bench, model: string, scenarios: number): Promise<Reading> {
  await using cpython = await startCpython([model, String(scenarios)]);
  const pyodide = await startPyodideSteps(model, scenarios);
  const end = performance.now() + bench.warmUpMs;
  while (performance.now() < end) pyodide.ms();
  const times = await alternate(bench.rounds, {
    cpython: () => cpython.measure(),
    pyodide: () => Promise.resolve(pyodide.ms()),
  });
  return {
    what:
      `python://esg in Pyodide (Python ${pyodide.version}) / in CPython ${cpython.version}, ` +
      `${model}, ${scenarios} scenarios x ${years} years`,
    unit: 'times',
    value: median(times.pyodide) / median(times.cpython),
    rounds: spreadOf(byRound(times, (round) => round.pyodide / round.cpython)),
    required: { atMost: 1.5 },
    parts: {
      'in Pyodide, ms': spreadOf(times.pyodide),
      'in CPython, ms': spreadOf(times.cpython),
    },
  };
}

/** An interpreter as an engine gets it, but with its clock. */
async function startPyodideSteps(
  model: string,
  scenarios: number,
): Promise<{ readonly version: string; ms(): number }> {
  const pyodide = await loadPyodide();
  const files = [
    path.join(pythonFolder, 'library', 'calc_engine_interface.py'),
    path.join(pythonFolder, 'library', 'livecalc_short_rates.py'),
    path.join(pythonFolder, 'engines', 'esg.py'),
    path.join(import.meta.dirname, '..', 'python', 'esg_steps.py'),
  ];
  for (const file of files) pyodide.FS.writeFile(path.basename(file), await readFile(file));
  pyodide.runPython(`from esg_steps import Steps\nsteps = Steps("${model}", ${scenarios})`);
  return {
    version: pyodide.runPython('import sys; sys.version.split()[0]') as string,
    ms: () => pyodide.runPython('steps.ms()') as number,
  };
}
