/**
 * Merges the partials of a stage's chunks in any order of arrival, with the additions of the one
 * tree (I3): a node is added when both its children are there, left first; a missing right child
 * passes the left one up unchanged. Holds at most what waits for a neighbour.
 */
export class MergeTree<Item> {
  readonly #count: number;
  readonly #add: (left: Item, right: Item) => void;
  readonly #waiting = new Map<string, Item>();
  #root: Item | null = null;

  /** `count` chunks, numbered from 0 in canonical order, each an aligned subtree. */
  constructor(count: number, add: (left: Item, right: Item) => void) {
    this.#count = count;
    this.#add = add;
  }

  /** Takes the partial of one chunk; it may be written to from now on. */
  insert(chunk: number, partial: Item): void {
    let item = partial;
    let index = chunk;
    let nodes = this.#count;
    for (let level = 0; nodes > 1; level++) {
      const sibling = index ^ 1;
      if (sibling < nodes) {
        const other = this.#take(level, sibling);
        if (other === null) {
          this.#waiting.set(key(level, index), item);
          return;
        }
        const [left, right] = sibling < index ? [other, item] : [item, other];
        this.#add(left, right);
        item = left;
      }
      index >>= 1;
      nodes = Math.ceil(nodes / 2);
    }
    this.#root = item;
  }

  /** The sum of all chunks, or null while some are missing. */
  get root(): Item | null {
    return this.#root;
  }

  #take(level: number, index: number): Item | null {
    const item = this.#waiting.get(key(level, index));
    if (item === undefined) return null;
    this.#waiting.delete(key(level, index));
    return item;
  }
}

function key(level: number, index: number): string {
  return `${level}:${index}`;
}
