/** A progress bar, drawn only on a terminal. */
import { SingleBar } from 'cli-progress';
import type { ProgressEvent } from '../../contracts/progress.ts';

const stageColumns = 22;

export class ProgressBar {
  readonly #bar: SingleBar | null;
  #isDrawn = false;

  constructor(stream: NodeJS.WriteStream) {
    const options = {
      format: `  {stage} {bar} {percentage} %`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 40,
      hideCursor: true,
      clearOnComplete: true,
      // Ctrl-C is handled in one place: main.ts.
      gracefulExit: false,
      stream,
    };
    this.#bar = stream.isTTY ? new SingleBar(options) : null;
  }

  /** Draws the stage's name and how far it is; a stage that counts nothing stands at 0. */
  update(event: ProgressEvent): void {
    if (this.#bar === null) return;
    const stage = event.stage.slice(0, stageColumns).padEnd(stageColumns);
    const { done, total } = event.kind === 'chunks' ? event : { done: 0, total: 1 };
    if (!this.#isDrawn) this.#bar.start(total, done, { stage });
    this.#isDrawn = true;
    this.#bar.setTotal(total);
    this.#bar.update(done, { stage });
  }

  /** Takes the bar away, so that something can be printed. */
  clear(): void {
    if (this.#isDrawn) this.#bar?.stop();
    this.#isDrawn = false;
  }
}
