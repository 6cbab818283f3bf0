/** A solver of 20 evaluations, which drives the projection, against as many projections by themselves. */
import { alternate, byRound } from '../alternate.ts';
import type { Figure, Outcome } from '../figure.ts';
import { projectionNode, runGraph, solverNode, wholeMs } from '../graph-run.ts';
import { sizeText, writeModel } from '../model.ts';
import { portfolio } from '../portfolio.ts';
import { median, spreadOf } from '../spread.ts';

const evaluations = 20;

export const solverFigure: Figure = {
  name: 'solver',
  async measure(bench): Promise<Outcome> {
    const size = { policies: bench.scaled(10_000), scenarios: bench.scaled(1000) };
    const policies = portfolio(size.policies, { hasReferenceRate: true });
    const model = await writeModel(bench.folder, size, policies);
    let passes = 0;
    const times = await alternate(bench.rounds, {
      solver: async () => {
        const reports = await runGraph(model, [projectionNode, solverNode(evaluations)]);
        passes = 1 + reports.get('projection')!.evaluations;
        return wholeMs(reports);
      },
      projection: async () => (await runGraph(model, [projectionNode])).get('projection')!.ms,
    });
    const ratios = byRound(times, (round) => round.solver / (passes * round.projection));
    return {
      readings: [
        {
          what: `solver of ${evaluations} evaluations / its ${passes} projections, ${sizeText(size)}, 1 thread`,
          unit: 'times',
          value: median(ratios),
          rounds: spreadOf(ratios),
          required: { atMost: 1.3 },
          parts: {
            'with the solver, ms': spreadOf(times.solver),
            'one projection, ms': spreadOf(times.projection),
          },
        },
      ],
    };
  },
};
