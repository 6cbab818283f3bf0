/**
 * Sums what arrives in order, as the fixed tree does (I3): neighbours pairwise, a missing right
 * neighbour passing the left one up unchanged.
 *
 * The items are the stack's own slots: fill `next()`, then `push()`. The stack is a binary counter,
 * so 2^k items need k + 1 slots, and one for the item being filled.
 */
export class TreeStack<Item> {
  readonly #slots: readonly Item[];
  readonly #add: (left: Item, right: Item) => void;
  /** Number of items summed into each occupied slot. */
  readonly #weights: number[] = [];

  constructor(slots: readonly Item[], add: (left: Item, right: Item) => void) {
    this.#slots = slots;
    this.#add = add;
  }

  /** Slots needed to sum `items` of them. */
  static slotCount(items: number): number {
    const log2 = 32 - Math.clz32(Math.max(1, items) - 1);
    return log2 + 2;
  }

  /** Forgets what an unfinished sum has left. */
  clear(): void {
    this.#weights.length = 0;
  }

  /** The slot the next item goes into. */
  next(): Item {
    return this.#slots[this.#weights.length]!;
  }

  /** Takes the item in `next()` and adds equal neighbours. */
  push(): void {
    this.#weights.push(1);
    while (this.#weights.length > 1 && this.#weights.at(-1) === this.#weights.at(-2)) this.#merge();
  }

  /** The sum of all; the stack is empty again, the sum stays in its slot until the next push. */
  finish(): Item {
    while (this.#weights.length > 1) this.#merge();
    this.clear();
    return this.#slots[0]!;
  }

  #merge(): void {
    const right = this.#weights.pop()!;
    const top = this.#weights.length - 1;
    this.#add(this.#slots[top]!, this.#slots[top + 1]!);
    this.#weights[top]! += right;
  }
}
