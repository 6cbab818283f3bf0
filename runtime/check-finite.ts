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
  const details = coordinates(output, index, inputs);
  const place = [
    details.policyId === undefined ? null : `policy ${details.policyId}`,
    details.scenarioId === undefined ? null : `scenario ${details.scenarioId}`,
  ].filter((part) => part !== null);
  const name = `${output.block}.${output.declared.name}`;
  const where = place.length > 0 ? place.join(', ') : `position ${index}`;
  return new LiveCalcError(
    'NUMERICAL_ERROR',
    `Node "${node.program.id}" returned ${value} in ${name} for ${where}. ` +
      `Outputs must be finite numbers: look for amounts or rates that are out of range.`,
    { node: node.program.id, column: name, found: String(value), ...details },
  );
}

/** Which row and scenario an element of a column belongs to, by its declared axes. */
function coordinates(output: PlannedOutput, index: number, inputs: RunInputs): ErrorDetails {
  let rest = index;
  let details: ErrorDetails = {};
  for (let axis = output.shape.length - 1; axis >= 0; axis--) {
    const length = output.shape[axis]!;
    const position = rest % length;
    rest = Math.floor(rest / length);
    if (output.declared.axes[axis] === 'row')
      details = { ...details, ...rowDetails(position, inputs) };
    if (output.declared.axes[axis] === 'scenario') {
      details = { ...details, scenarioId: scenarioName(position, inputs) };
    }
  }
  return details;
}

function rowDetails(row: number, inputs: RunInputs): ErrorDetails {
  return { row: row + 1, policyId: String(inputs.policyTable.columns[0]?.values[row] ?? row) };
}

function scenarioName(scenario: number, inputs: RunInputs): string {
  return String(inputs.scenarioIds?.values[scenario] ?? scenario);
}

/** An engine's error knows positions; a person knows policies and scenarios by their ids. */
export function nameCoordinates(error: unknown, inputs: RunInputs): unknown {
  if (!(error instanceof LiveCalcError)) return error;
  const { row, scenarioId, policyId } = error.details;
  if (policyId !== undefined || (row === undefined && scenarioId === undefined)) return error;
  const details: ErrorDetails = {
    ...error.details,
    ...(row === undefined ? {} : rowDetails(row - 1, inputs)),
    ...(scenarioId === undefined ? {} : { scenarioId: scenarioName(Number(scenarioId), inputs) }),
  };
  const place = [
    details.policyId === undefined ? null : `policy ${details.policyId}`,
    details.scenarioId === undefined ? null : `scenario ${details.scenarioId}`,
  ].filter((part) => part !== null);
  return new LiveCalcError(error.code, `${error.message} (${place.join(', ')})`, details, error);
}
