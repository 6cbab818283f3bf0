import { nameOf, type Manifest } from '../checks/manifest.ts';
import { keysOf, valueAt } from './json-pointer.ts';
import type { Mutation } from './mutations.ts';

/** A copy of the objects in which one thing is otherwise. Throws where there is nothing to change. */
export function mutate(
  objects: readonly Manifest[],
  { object: which, path, value }: Mutation,
): Manifest[] {
  const copy = structuredClone([...objects]);
  const index = copy.findIndex((object) => nameOf(object) === which || object.kind === which);
  if (index < 0) throw new Error(`There is no ${which}.`);
  if (path === '') return copy.toSpliced(index, 1);
  if (value === undefined) valueAt(copy[index], path);
  const last = keysOf(path).at(-1) ?? '';
  const parent = valueAt(copy[index], path.slice(0, path.lastIndexOf('/'))) as object;
  if (value !== undefined) Object.assign(parent, { [last]: value });
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return copy;
}
