/** From the end of one WebAssembly node to the start of the next, which reads what it wrote: in place. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Figure, Outcome } from '../figure.ts';
import { projectionNode, runGraph } from '../graph-run.ts';
import { writeModel } from '../model.ts';
import { portfolio } from '../portfolio.ts';
import { spreadOf } from '../spread.ts';

const mostRuns = 200;

export const handoverFigure: Figure = {
  name: 'handover',
  async measure(bench): Promise<Outcome> {
    const size = { policies: 1000, scenarios: 100 };
    const model = await writeModel(
      bench.folder,
      size,
      portfolio(size.policies, { hasReferenceRate: true }),
    );
    const waits: number[] = [];
    for (let run = 0; run < Math.max(10, bench.scaled(mostRuns)); run++) {
      const reports = await runGraph(model, [projectionNode]);
      const [first, second] = [reports.get('scenarios')!, reports.get('projection')!];
      const copied = first.copies + second.copies + first.bytesCopied + second.bytesCopied;
      if (copied > 0)
        throw new LiveCalcError('INTERNAL', 'WebAssembly nodes copied their columns.');
      waits.push(second.startedMs - first.startedMs - first.ms);
    }
    const sorted = waits.toSorted((a, b) => a - b);
    const p99 = sorted[Math.ceil(0.99 * sorted.length) - 1]!;
    return {
      readings: [
        {
          what: `p99 of the hand-over between two WebAssembly nodes, ${waits.length} runs, 0 bytes copied`,
          unit: 'ms',
          value: p99,
          rounds: spreadOf(waits),
          required: { atMost: 1 },
          parts: { 'hand-over, ms': spreadOf(waits) },
        },
      ],
    };
  },
};
