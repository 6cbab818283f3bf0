import { nameOf, type Manifest } from '../checks/manifest.ts';
import type { Mutation } from './mutations.ts';

type Tree = Record<string, unknown>;

/** A copy of the objects in which one thing is otherwise. Throws where there is nothing to change. */
export function mutate(
  objects: readonly Manifest[],
  { object: which, path, value }: Mutation,
): Manifest[] {
  const copy = structuredClone([...objects]);
  const index = copy.findIndex((object) => nameOf(object) === which || object.kind === which);
  const object = copy[index];
  if (object === undefined) throw new Error(`There is no ${which}.`);
  if (path === '') return copy.toSpliced(index, 1);
  setAt(object as unknown as Tree, path, value);
  return copy;
}

function setAt(root: Tree, path: string, value: unknown): void {
  const keys = path
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/'));
  const last = keys.pop() ?? '';
  let parent = root;
  for (const key of keys) {
    const child = parent[key];
    if (typeof child !== 'object' || child === null)
      throw new Error(`${path}: no ${key} is there.`);
    parent = child as Tree;
  }
  if (value !== undefined) parent[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (last in parent) delete parent[last];
  else throw new Error(`${path}: no ${last} is there.`);
}
