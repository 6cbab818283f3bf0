/** A progress bar on stderr, only where stderr is a terminal. */
import { SingleBar } from 'cli-progress';
import type { OnProgress } from '../../contracts/progress.ts';

export interface ProgressDisplay extends Disposable {
  readonly onProgress: OnProgress;
}

/** Shows nothing where stderr is no terminal. Disposing clears the line. */
export function showProgress(): ProgressDisplay {
  if (!process.stderr.isTTY) return { onProgress: () => {}, [Symbol.dispose]: () => {} };
  const bar = new SingleBar({
    format: '  {stage} {bar} {percentage} %',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 40,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    // Ctrl-C is handled in one place: interruption.ts.
    gracefulExit: false,
    stream: process.stderr,
  });
  bar.start(1, 0, { stage: stageLabel('read') });
  return {
    onProgress: (event) => {
      const stage = stageLabel(event.stage);
      if (event.kind === 'stage') bar.update({ stage });
      else {
        bar.setTotal(event.total);
        bar.update(event.done, { stage });
      }
    },
    [Symbol.dispose]: () => bar.stop(),
  };
}

const stageLabelColumns = 22;

function stageLabel(stage: string): string {
  return stage.slice(0, stageLabelColumns).padEnd(stageLabelColumns);
}
