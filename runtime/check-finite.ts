/** A NaN or an infinity in an output is an error that names what it belongs to (I2). */
import { LiveCalcError, type ErrorDetails } from '../contracts/errors.ts';
import type { ModelPoints, RunInputs } from '../contracts/run-inputs.ts';
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
  const place = describePlace(
    {
      row: position(output, 'row', index),
      member: position(output, 'member', index),
      scenario: position(output, 'scenario', index),
    },
    inputs,
  );
  const name = `${output.block}.${output.declared.name}`;
  return new LiveCalcError(
    'NUMERICAL_ERROR',
    `Node "${node.id}" returned ${value} in ${name} for ` +
      `${place.names || `position ${index}`}. ` +
      `Outputs must be finite numbers: look for amounts or rates that are out of range.`,
    { node: node.id, column: name, found: String(value), ...place.details },
  );
}

/** Where along `axis` an element of the column lies, or null where the column has no such axis. */
function position(output: PlannedOutput, axis: string, index: number): number | null {
  const at = output.declared.axes.indexOf(axis);
  if (at < 0) return null;
  const inner = output.shape.slice(at + 1).reduce((product, length) => product * length, 1);
  return Math.floor(index / inner) % output.shape[at]!;
}

/** Positions along the axes that a person knows by their ids; null where there is none. */
interface Position {
  readonly row: number | null;
  readonly member: number | null;
  readonly scenario: number | null;
}

/** A place as details of an error, and in words. */
interface Place {
  readonly details: ErrorDetails;
  readonly names: string;
}

function describePlace({ row, member, scenario }: Position, inputs: RunInputs): Place {
  const { modelPoints, policyTable, scenarioIds } = inputs;
  const members = row === null ? null : membersOf(row, modelPoints);
  const at = member ?? members?.begin ?? null;
  const details: { row?: number; policyId?: string; scenarioId?: string } = {};
  const names: string[] = [];
  if (at !== null) {
    const policy = modelPoints?.members[at] ?? at;
    details.row = policy + 1;
    details.policyId = String(policyTable.columns[0]?.values[policy] ?? policy);
    const others = members === null ? 0 : members.end - members.begin - 1;
    const alike = ` and ${others.toLocaleString('en')} more of the same model point`;
    names.push(`policy ${details.policyId}${others === 0 ? '' : alike}`);
  }
  if (scenario !== null) {
    details.scenarioId = String(scenarioIds?.values[scenario] ?? scenario);
    names.push(`scenario ${details.scenarioId}`);
  }
  return { details, names: names.join(', ') };
}

/** Where the policies behind a row lie on the axis `member`. */
function membersOf(row: number, points: ModelPoints | null): { begin: number; end: number } {
  if (points === null) return { begin: row, end: row + 1 };
  return { begin: row === 0 ? 0 : points.end[row - 1]!, end: points.end[row]! };
}

/**
 * An engine's error knows positions; a person knows policies and scenarios by their ids. A row that
 * is a model point is named by its first policy.
 */
export function nameCoordinates(error: unknown, inputs: RunInputs): unknown {
  if (!(error instanceof LiveCalcError)) return error;
  const { row, scenario, policyId, scenarioId } = error.details;
  const isNamed = policyId !== undefined || scenarioId !== undefined;
  if (isNamed || (row === undefined && scenario === undefined)) return error;
  const at = { row: row === undefined ? null : row - 1, member: null, scenario: scenario ?? null };
  const place = describePlace(at, inputs);
  const message = `${error.message} (${place.names})`;
  return new LiveCalcError(error.code, message, { ...error.details, ...place.details }, error);
}
