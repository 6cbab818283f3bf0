/** What became of the nodes of a run that went through without a failure. */
import type { BlockReport, NodeReport, StageReport } from '../../contracts/node-report.ts';
import { elementBytes } from '../../contracts/table.ts';
import { namedOutputs } from '../pipeline/graph.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';

/** One pass of one stage of a node. */
export interface StagePass extends StageReport {
  readonly node: string;
}

/** Of a node of which every stage ran once. */
export function plainReport(
  node: PlannedNode,
  passes: readonly StagePass[],
  warnings: readonly string[],
): NodeReport {
  const stages = passes.filter((pass) => pass.node === node.id).map(({ node: _, ...pass }) => pass);
  const startedMs = stages[0]?.startedMs ?? 0;
  const endedMs = stages.reduce((end, stage) => Math.max(end, stage.startedMs + stage.ms), 0);
  return {
    id: node.id,
    engine: node.node.engine,
    status: 'succeeded',
    attempts: 1,
    startedMs,
    ms: Math.max(0, endedMs - startedMs),
    evaluations: 0,
    stages,
    metrics: {},
    isPartial: false,
    copies: 0,
    bytesCopied: 0,
    memoryBytes: 0,
    blocks: blockReports(node),
    warnings: [...warnings],
    log: [],
    failure: null,
    fallback: null,
  };
}

/** The blocks that a node writes, without columns that nobody asked for. */
export function blockReports({ id, node, info, outputs }: PlannedNode): BlockReport[] {
  const busNames = new Map(
    namedOutputs(info).map(({ name }, index) => [name, node.outputs[index]]),
  );
  return info.outputs.flatMap(({ name }) => {
    const columns = outputs.flatMap(({ block, declared, shape, planned }) =>
      block !== name || planned === null
        ? []
        : [
            {
              name: declared.name,
              type: declared.type,
              shape: [...shape],
              bytes: planned.length * elementBytes[planned.type],
            },
          ],
    );
    return columns.length === 0
      ? []
      : [{ name: busNames.get(name) ?? `bus://${id}/${name}`, columns }];
  });
}
