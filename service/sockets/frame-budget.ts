/**
 * What the frames of all sockets of a server may take together (I6). Every socket may hold one frame
 * whatever the others do, so all go on; each further one is of the budget.
 */
export class FrameBudget {
  #left: number;

  constructor(frames: number) {
    this.#left = frames;
  }

  /** Whether there was one left; then it is the caller's until it is given back. */
  take(): boolean {
    if (this.#left <= 0) return false;
    this.#left--;
    return true;
  }

  give(frames: number): void {
    this.#left += frames;
  }
}
