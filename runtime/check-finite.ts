/** A NaN or an infinity in an output is an error that names what it belongs to (I2). */
import { LiveCalcError, type ErrorDetails } from '../contracts/errors.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { NumericArray } from '../contracts/table.ts';
import type { Bus } from './bus/bus.ts';
import type { PlannedNode, PlannedOutput } from './pipeline/plan-node.ts';

/** Throws NUMERICAL_ERROR for the first output value of the node that is not finite. */
export function checkFinite(node: PlannedNode, bus: Bus, inputs: RunInputs): void {
  for (const output of node.outputs) {
    if (output.planned === null || output.declared.type !== 'f64') continue;
    const values = bus.view(output.planned);
    const index = firstNotFinite(values);
    if (index >= 0) throw notFinite(node, output, index, values[index]!, inputs);
  }
}

function firstNotFinite(values: NumericArray): number {
  for (let index = 0; index < values.length; index++) {
    // x - x is 0 for finite numbers and NaN for the others; cheaper than a call per value.
    if (values[index]! - values[index]! !== 0) return index;
  }
  return -1;
}

function notFinite(
  node: PlannedNode,
  output: PlannedOutput,
  index: number,
  value: number,
  inputs: RunInputs,
): LiveCalcError {
  const row = position(output, 'row', index);
  const scenario = position(output, 'scenario', index);
  const details = {
    ...(row === null ? {} : rowDetails(row, inputs)),
    ...(scenario === null ? {} : { scenarioId: scenarioName(scenario, inputs) }),
  };
  const name = `${output.block}.${output.declared.name}`;
  return new LiveCalcError(
    'NUMERICAL_ERROR',
    `Node "${node.program.id}" returned ${value} in ${name} for ` +
      `${placeNames(details) || `position ${index}`}. ` +
      `Outputs must be finite numbers: look for amounts or rates that are out of range.`,
    { node: node.program.id, column: name, found: String(value), ...details },
  );
}

/** Where along `axis` an element of the column lies, or null where the column has no such axis. */
function position(output: PlannedOutput, axis: string, index: number): number | null {
  const at = output.declared.axes.indexOf(axis);
  if (at < 0) return null;
  const inner = output.shape.slice(at + 1).reduce((product, length) => product * length, 1);
  return Math.floor(index / inner) % output.shape[at]!;
}

function rowDetails(row: number, inputs: RunInputs): ErrorDetails {
  return { row: row + 1, policyId: String(inputs.policyTable.columns[0]?.values[row] ?? row) };
}

function scenarioName(scenario: number, inputs: RunInputs): string {
  return String(inputs.scenarioIds?.values[scenario] ?? scenario);
}

function placeNames({ policyId, scenarioId }: ErrorDetails): string {
  const names: string[] = [];
  if (policyId !== undefined) names.push(`policy ${policyId}`);
  if (scenarioId !== undefined) names.push(`scenario ${scenarioId}`);
  return names.join(', ');
}

/** An engine's error knows positions; a person knows policies and scenarios by their ids. */
export function nameCoordinates(error: unknown, inputs: RunInputs): unknown {
  if (!(error instanceof LiveCalcError)) return error;
  const { row, scenario, policyId, scenarioId } = error.details;
  const isNamed = policyId !== undefined || scenarioId !== undefined;
  if (isNamed || (row === undefined && scenario === undefined)) return error;
  const details: ErrorDetails = {
    ...error.details,
    ...(row === undefined ? {} : rowDetails(row - 1, inputs)),
    ...(scenario === undefined ? {} : { scenarioId: scenarioName(scenario, inputs) }),
  };
  const message = `${error.message} (${placeNames(details)})`;
  return new LiveCalcError(error.code, message, details, error);
}
