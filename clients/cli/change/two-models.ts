/** Two models as one: a file that both have is one file, wherever it lies. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ResolvedAssumption } from '../../../assumptions/resolve/resolved-assumption.ts';
import type { RunConfig } from '../../../contracts/config.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { isAssumption, localPrefix } from '../../../contracts/file-reference.ts';
import type { Model } from '../../../model/model.ts';
import { fileReferences } from '../../../model/needed-files.ts';

export interface TwoModels {
  readonly a: RunConfig;
  readonly b: RunConfig;
  /** Knows the files of both; its own configuration is A's. */
  readonly model: Model;
}

/** Where a file of one of the two is. */
interface Place {
  readonly model: LoadedConfig;
  readonly reference: string;
  /** What messages call it. */
  readonly name: string;
}

/** Throws FILE_NOT_FOUND where a file is not there once it is read. */
export async function twoModels(a: LoadedConfig, b: LoadedConfig): Promise<TwoModels> {
  const [ofA, ofB] = [placesOf(a), placesOf(b)];
  const known = [...ofA.entries()];
  const places = new Map(known);
  const renamedB = new Map<string, string>();
  for (const [own, place] of ofB) {
    const twin = await findTwin(place, known);
    renamedB.set(place.reference, twin ?? own);
    if (twin === null) places.set(own, place);
  }
  const renamedA = new Map(known.map(([own, { reference }]) => [reference, own]));
  const configA = renamed(a.config, renamedA);
  return { a: configA, b: renamed(b.config, renamedB), model: modelOf(configA, places) };
}

function modelOf(config: RunConfig, places: ReadonlyMap<string, Place>): Model {
  const placeOf = (reference: string): Place => places.get(reference)!;
  return {
    config,
    pathOf: (one) => placeOf(one).model.pathOf(placeOf(one).reference),
    nameOf: (one) => placeOf(one).name,
    assumptionOf: (one) => assumptionOf(placeOf(one)),
    adviceFor: (one) => placeOf(one).model.adviceFor(placeOf(one).reference),
  };
}

/** By the reference that stands for it in both configurations. */
function placesOf(model: LoadedConfig): Map<string, Place> {
  const isPackage = model.file.endsWith('.lcpkg');
  const folder = isPackage ? model.file : path.dirname(model.file);
  return new Map(
    fileReferences(model.config).map((reference) => {
      const own = model.nameOf(reference);
      // A table of an Assumptions Manager is called by its version, in whatever model.
      const name = isAssumption(reference) ? own : path.join(folder, own);
      return [`${localPrefix}${name}`, { model, reference, name }];
    }),
  );
}

/** The reference of A's file that has the same bytes and the same format, or null. */
async function findTwin(
  place: Place,
  known: readonly (readonly [string, Place])[],
): Promise<string | null> {
  const file = pathOf(place);
  for (const [reference, other] of known) {
    const twin = pathOf(other);
    if (twin === file) return reference;
    if (formatOf(other) === formatOf(place) && (await haveSameBytes(file, twin))) {
      return reference;
    }
  }
  return null;
}

function formatOf(place: Place): string {
  return assumptionOf(place)?.format ?? path.extname(pathOf(place)).slice(1);
}

function assumptionOf({ model, reference }: Place): ResolvedAssumption | undefined {
  return model.assumptionOf?.(reference);
}

function pathOf({ model, reference }: Place): string {
  return model.pathOf(reference);
}

/** A file that cannot be read is like no other: reading the inputs says what is wrong with it. */
async function haveSameBytes(a: string, b: string): Promise<boolean> {
  try {
    const [one, other] = await Promise.all([stat(a), stat(b)]);
    if (!one.isFile() || !other.isFile() || one.size !== other.size) return false;
    const [left, right] = await Promise.all([sha256Of(a), sha256Of(b)]);
    return left === right;
  } catch {
    return false;
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** A copy in which every reference has its new name. */
function renamed<T>(value: T, names: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return (names.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item, names)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, renamed(item, names)] as const);
  return Object.fromEntries(entries) as T;
}
