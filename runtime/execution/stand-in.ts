/** What stands in the place of a node that failed: another node's columns, or numbers. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Bus } from '../bus/bus.ts';
import type { PlannedNode, PlannedOutput } from '../pipeline/plan-node.ts';

/** Named outputs of a node that are on the bus, by `block.column`. */
function written({ outputs }: PlannedNode): Map<string, PlannedOutput> {
  const named = outputs.filter(({ planned, isInternal }) => planned !== null && !isInternal);
  return new Map(named.map((output) => [`${output.block}.${output.declared.name}`, output]));
}

/** Throws PIPELINE_INVALID where the stand-in does not write the same columns. Called before anything runs. */
export function checkStandIns(nodes: readonly PlannedNode[]): void {
  for (const node of nodes) {
    const { otherwise } = node.node.onError;
    if (typeof otherwise !== 'object') continue;
    if ('values' in otherwise) checkValues(node, otherwise.values);
    else
      pairs(
        node,
        nodes.find(({ id }) => id === otherwise.node)!,
      );
  }
}

/** The columns of `other` in the place of those of `node`: copies, as their readers' addresses are planned. */
export function copyOutputs(node: PlannedNode, other: PlannedNode, bus: Bus): void {
  for (const [own, from] of pairs(node, other)) {
    bus.view(own.planned!).set(bus.view(from.planned!));
  }
}

/** A number in every place of each column. */
export function fillOutputs(
  node: PlannedNode,
  values: Readonly<Record<string, number>>,
  bus: Bus,
): void {
  for (const [name, output] of written(node)) bus.view(output.planned!).fill(values[name]!);
}

/** By position: another engine may give its blocks other names. */
function pairs(node: PlannedNode, other: PlannedNode): [PlannedOutput, PlannedOutput][] {
  const columns = node.node.outputs.flatMap((block, index) => {
    const theirs = other.blocks.get(other.node.outputs[index] ?? '')?.columns ?? [];
    return (node.blocks.get(block)?.columns ?? []).map((column) => {
      const match = theirs.find(({ name }) => name === column.name);
      const isSame = match?.type === column.type && match.shape.join() === column.shape.join();
      if (isSame) return [column.planned, match.planned] as const;
      const found = match === undefined ? 'none' : `${match.type} ${match.shape.join(' x ')}`;
      const expected = `${column.type} ${column.shape.join(' x ')}`;
      const message = `Node "${other.id}" is to take the place of node "${node.id}", whose column "${column.name}" is ${expected}; it writes ${found} of that name there.`;
      throw new LiveCalcError('PIPELINE_INVALID', message, { node: other.id, found, expected });
    });
  });
  const outputOf = (owner: PlannedNode, planned: PlannedOutput['planned']): PlannedOutput =>
    owner.outputs.find((output) => output.planned === planned)!;
  return columns.map(([own, theirs]) => [outputOf(node, own), outputOf(other, theirs)]);
}

function checkValues(node: PlannedNode, values: Readonly<Record<string, number>>): void {
  const names = [...written(node).keys()];
  const missing = names.filter((name) => values[name] === undefined);
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  if (missing.length + unknown.length === 0) return;
  const message = `onError.otherwise.values of node "${node.id}" must have a number for each column that is read of it: ${names.join(', ')}. ${missing.length > 0 ? `Missing: ${missing.join(', ')}.` : `Unknown: ${unknown.join(', ')}.`}`;
  throw new LiveCalcError('PIPELINE_INVALID', message, {
    node: node.id,
    expected: names.join(', '),
  });
}
