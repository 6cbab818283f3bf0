/** Time that is simulated: what happens next happens at once. */
interface Event {
  readonly at: number;
  /** Of two at the same time, the one that was planned first. */
  readonly order: number;
  readonly happen: () => void;
}

export class Timeline {
  /** A binary heap: no event comes before its parent. */
  readonly #heap: Event[] = [];
  #now = 0;
  #order = 0;

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  after(ms: number, happen: () => void): void {
    this.#heap.push({ at: this.#now + ms, order: this.#order++, happen });
    for (let child = this.#heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#swapped(child, parent)) return;
      child = parent;
    }
  }

  /** Until `isOver`, or nothing is left to happen. */
  run(isOver: () => boolean): void {
    while (!isOver()) {
      const first = this.#heap[0];
      if (first === undefined) return;
      this.#removeFirst();
      this.#now = first.at;
      first.happen();
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let parent = 0; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      if (left >= this.#heap.length) return;
      const isRight = right < this.#heap.length && this.#isBefore(right, left);
      const child = isRight ? right : left;
      if (!this.#swapped(child, parent)) return;
      parent = child;
    }
  }

  #swapped(child: number, parent: number): boolean {
    if (!this.#isBefore(child, parent)) return false;
    const [one, other] = [this.#heap[child]!, this.#heap[parent]!];
    this.#heap[child] = other;
    this.#heap[parent] = one;
    return true;
  }

  #isBefore(left: number, right: number): boolean {
    const [one, other] = [this.#heap[left]!, this.#heap[right]!];
    return one.at === other.at ? one.order < other.order : one.at < other.at;
  }
}
