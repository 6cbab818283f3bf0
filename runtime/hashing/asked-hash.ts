/** The run hash of a request, known before anything is valued. */
import { groupingEngine } from '../model-points/find-grouping.ts';
import { pipelineNodes } from '../pipeline/default-pipeline.ts';
import { statisticsTable } from '../pipeline/graph.ts';
import { withGroupTables } from '../pipeline/group-tables.ts';
import { engineSha256, loadEngines } from '../pipeline/load-engines.ts';
import { planRun } from '../pipeline/plan-run.ts';
import { namedBy, type KnownCase } from '../sensitivities/known-case.ts';
import type { PythonEngines } from '../python/python-engines.ts';
import type { ValuationRequest } from '../valuation.ts';
import { hashJson } from './result-hash.ts';
import { runHash } from './run-hash.ts';

/** A request whose Python engines are there: what they write is known from them. */
type HashedRequest = ValuationRequest & { readonly python: PythonEngines };

/**
 * Of the policies as they were given: which of them become one model point follows from them, and so
 * does what an engine would be handed. Throws what planRun throws.
 */
export async function askedHash(
  request: HashedRequest,
  sensitivities: readonly KnownCase[],
): Promise<string> {
  const run = await plainHash({ ...request, config: withGroupTables(request.config) });
  if (sensitivities.length === 0) return run;
  const asked = [];
  for (const one of sensitivities) {
    const { name, policies } = one.sensitivity;
    asked.push({ name, policies, run: await namedBy(one, () => sensitivityHash(request, one)) });
  }
  // The levels are columns of the table `sensitivities`, so here they are part of what was asked.
  const levels = request.config.statistics;
  return hashJson({ v: 1, run, sensitivities: asked, levels }, request.platform.createSha256);
}

/** Of the net present values that a sensitivity adds. */
function sensitivityHash(request: HashedRequest, { config, inputs }: KnownCase): Promise<string> {
  const { groupBy: _, ...ungrouped } = config;
  const output = { ...config.output, tables: [statisticsTable], columns: {} };
  return plainHash({
    ...request,
    config: { ...ungrouped, output },
    inputs: { ...inputs, base: null },
  });
}

async function plainHash(request: HashedRequest): Promise<string> {
  const { config, inputs, engines, platform, python } = request;
  const { createSha256 } = platform;
  const set = await loadEngines(pipelineNodes(config), { engines, createSha256, python });
  const plan = planRun(config, inputs, set, { threads: 1, unitsPerChunk: null });
  const earlier: Record<string, string> =
    config.pipeline === undefined
      ? { [groupingEngine]: await engineSha256(groupingEngine, engines, createSha256) }
      : {};
  const { groupBy = [], scenarios, output } = config;
  const asked = {
    tables: plan.asked.tables,
    columns: output.columns,
    groupBy,
    measure: scenarios.measure,
  };
  return runHash({ plan, earlier }, asked, inputs, createSha256);
}
