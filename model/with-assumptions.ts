/** A model whose `assumptions://` references are resolved: files like all others, and pins that say which. */
import { pinnedName, pinnedReference, type AssumptionPin } from '../contracts/assumption-pin.ts';
import type { AmCredentials } from '../contracts/dag/am-credentials.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { isAssumption } from '../contracts/file-reference.ts';
import {
  AssumptionResolver,
  type EngineCredentials,
} from '../assumptions/resolve/assumption-resolver.ts';
import type { ModelPlace } from '../assumptions/credentials/find-access.ts';
import type { Model } from './model.ts';
import { fileReferences } from './needed-files.ts';

/** A model, the folder of its configuration, and who resolves what it asks a manager for. */
export interface ModelWithAssumptions extends Model {
  /** Absolute. */
  readonly folder: string;
  readonly resolver?: AssumptionResolver;
  /** `am_credentials` of a DAG file, expanded only where an assumption needs them. */
  readonly amCredentials?: { expand(env: NodeJS.ProcessEnv): AmCredentials } | null;
}

/** How `assumptions://` references are resolved. */
export interface Resolving {
  readonly resolver: AssumptionResolver;
  /** Of an earlier run: versions that decide before those of the configuration, and name every reference. */
  readonly pins?: readonly AssumptionPin[];
}

/** Resolves with what the environment says, and asks nobody. */
export function environmentResolver(signal: AbortSignal): AssumptionResolver {
  return new AssumptionResolver({ env: process.env, ask: null, warn: () => {}, signal });
}

/**
 * The model itself where it refers to no manager. Throws ARGUMENT_INVALID where given pins leave a
 * reference out; what AssumptionResolver.resolve throws.
 */
export async function withAssumptions<M extends ModelWithAssumptions>(
  model: M,
  { resolver, pins }: Resolving,
): Promise<M & ModelWithAssumptions> {
  const { config } = model;
  const references = fileReferences(config).filter(isAssumption);
  if (references.length === 0) return { ...model, resolver };
  if (pins !== undefined) checkAllPinned(references, pins);
  const resolved = await resolver.resolve(references, placeOf(model), [
    ...(config.pins ?? []),
    ...(pins ?? []),
  ]);
  // Looked up when asked: a model that is watched gets further references, and keeps its resolver.
  const assumptionOf = (reference: string) => resolver.known.get(reference);
  return {
    ...model,
    resolver,
    config: { ...config, pins: resolved.map(({ pin }) => pin) },
    assumptionOf,
    pathOf: (reference) => assumptionOf(reference)?.file ?? model.pathOf(reference),
    nameOf: (reference) => {
      const known = assumptionOf(reference);
      return known === undefined ? model.nameOf(reference) : pinnedName(known.pin);
    },
    adviceFor: (reference) =>
      assumptionOf(reference) === undefined
        ? model.adviceFor(reference)
        : 'It was in the cache a moment ago; run it again, and it is fetched again.',
  };
}

/** A reference that is resolved anew would make it another run than the one that is repeated. */
function checkAllPinned(references: readonly string[], pins: readonly AssumptionPin[]): void {
  const known = new Set(pins.map(pinnedReference));
  const missing = references.find((reference) => !known.has(reference));
  if (missing === undefined) return;
  const expected = [...known].join(', ') || 'no assumption at all';
  const message =
    `The pins of the earlier run do not say which version ${missing} was; they name ${expected}. Ask for ` +
    'what that run asked for, or run without its pins.';
  throw new LiveCalcError('ARGUMENT_INVALID', message, { found: missing, expected });
}

/**
 * For Python engines that run in this process and support the Assumptions Manager; never for a worker, nor for
 * a package, whose models have no resolver (I8). Null where no node is Python, and where no manager or no token
 * is known without asking a person.
 */
export async function credentialsFor(
  model: Model | ModelWithAssumptions,
): Promise<EngineCredentials | null> {
  if (!('resolver' in model) || model.resolver === undefined) return null;
  const { pipeline } = model.config;
  if (!pipeline?.nodes.some(({ engine }) => engine.startsWith('python://'))) return null;
  return await model.resolver.engineCredentials(placeOf(model));
}

function placeOf({ folder, config, amCredentials }: ModelWithAssumptions): ModelPlace {
  const settings = config.assumptionsManager;
  if (!amCredentials) return { folder, settings };
  return { folder, settings, stated: () => amCredentials.expand(process.env) };
}
