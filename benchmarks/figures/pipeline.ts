/**
 * Three engines in one graph, Python, C++ and Python, against the same engines each by itself: what the
 * graph costs beyond its nodes. Starting interpreters and reading inputs are in neither.
 */
import { alternate, byRound } from '../alternate.ts';
import type { Figure, Outcome } from '../figure.ts';
import { esgNode, projectionNode, runGraph, solverNode, wholeMs } from '../graph-run.ts';
import { sizeText, writeModel } from '../model.ts';
import { portfolio } from '../portfolio.ts';
import { median, spreadOf } from '../spread.ts';

const evaluations = 5;

export const pipelineFigure: Figure = {
  name: 'pipeline',
  async measure(bench): Promise<Outcome> {
    const size = { policies: bench.scaled(10_000), scenarios: bench.scaled(1000) };
    const policies = portfolio(size.policies, { hasReferenceRate: true });
    const model = await writeModel(bench.folder, size, policies);
    const scenarios = { fromNode: 'esg', count: size.scenarios, seed: 42 };
    const esg = esgNode(model);
    let passes = 0;
    const times = await alternate(bench.rounds, {
      graph: async () => {
        const nodes = [esg, projectionNode, solverNode(evaluations)];
        const reports = await runGraph(model, nodes, scenarios);
        passes = 1 + reports.get('projection')!.evaluations;
        return wholeMs(reports);
      },
      // Nothing runs beside it there: the projection waits for its paths.
      esg: async () => (await runGraph(model, [esg, projectionNode], scenarios)).get('esg')!.ms,
      projection: async () => (await runGraph(model, [projectionNode])).get('projection')!.ms,
    });
    const alone = byRound(times, (round) => round.esg + passes * round.projection);
    const ratios = times.graph.map((ms, index) => ms / alone[index]!);
    return {
      readings: [
        {
          what: `graph of ESG, projection and solver / its nodes alone, ${sizeText(size)}, 1 thread`,
          unit: 'times',
          value: median(ratios),
          rounds: spreadOf(ratios),
          required: { atMost: 1.2 },
          parts: {
            'the graph, ms': spreadOf(times.graph),
            'ESG alone, ms': spreadOf(times.esg),
            [`projection alone, of ${passes} passes, ms`]: spreadOf(times.projection),
          },
        },
      ],
    };
  },
};
