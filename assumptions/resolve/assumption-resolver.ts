/**
 * References to an Assumptions Manager become files and pins, each once in the life of a resolver: a
 * version that appears later is not seen by whoever has resolved `latest` before.
 *
 * Nothing is asked, and no token looked for, before a reference needs it; a pinned table that is in the
 * cache needs neither.
 */
import { pinnedName, pinnedReference, type AssumptionPin } from '../../contracts/assumption-pin.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { parseAssumption } from '../../contracts/file-reference.ts';
import type { VersionFacts } from '../../contracts/wire/assumptions-manager.ts';
import { assumptionCacheFolder } from '../cache/cache-folder.ts';
import { SeenVersions } from '../cache/seen-versions.ts';
import { TableCache, type CachedTable } from '../cache/table-cache.ts';
import type { ModelPlace } from '../credentials/find-access.ts';
import type { OpenManager, OpenManagerOptions } from '../credentials/open-manager.ts';
import { chooseVersion } from './choose-version.ts';
import { changed, fetchTable } from './fetch-table.ts';
import type { ResolvedAssumption } from './resolved-assumption.ts';

/** What a Python engine that supports the Assumptions Manager is given. */
export interface EngineCredentials {
  readonly am_url: string;
  readonly am_token: string;
  readonly cache_dir: string;
}

/** A table, and the version that it is of. */
interface Versioned {
  readonly facts: Pick<VersionFacts, 'name' | 'version' | 'status' | 'sha256'>;
  readonly table: CachedTable;
}

export class AssumptionResolver {
  readonly #options: OpenManagerOptions;
  readonly #known = new Map<string, ResolvedAssumption>();
  #manager: Promise<OpenManager> | null = null;

  constructor(options: OpenManagerOptions) {
    this.#options = options;
  }

  /** Those that were resolved, by reference. */
  get known(): ReadonlyMap<string, ResolvedAssumption> {
    return this.#known;
  }

  /**
   * Each reference once, in their order; `pins` decide where they name one. Throws, and every message
   * begins with the reference: CONFIG_INVALID (no manager is named), UNAUTHENTICATED, FORBIDDEN, NOT_FOUND,
   * RATE_LIMITED, BACKEND_UNAVAILABLE, SERVER_UNREACHABLE, ASSET_CHANGED, COLUMN_INVALID, OUTPUT_UNWRITABLE.
   */
  async resolve(
    references: readonly string[],
    place: ModelPlace,
    pins: readonly AssumptionPin[],
  ): Promise<readonly ResolvedAssumption[]> {
    const pinned = new Map(pins.map((pin) => [pinnedReference(pin), pin]));
    const resolved: ResolvedAssumption[] = [];
    for (const reference of new Set(references)) {
      const known =
        this.#known.get(reference) ??
        (await naming(reference, () => this.#resolve(reference, place, pinned.get(reference))));
      this.#known.set(reference, known);
      resolved.push(known);
    }
    return resolved;
  }

  /** Null where no manager and no token is known without asking a person. */
  async engineCredentials(place: ModelPlace): Promise<EngineCredentials | null> {
    const opening = this.#manager ?? open({ ...this.#options, ask: null }, place);
    const manager = await opening.catch(() => null);
    if (manager === null) return null;
    const token = await manager.tokens.token();
    return {
      am_url: manager.client.url,
      am_token: token.reveal(),
      cache_dir: this.#cache(place).folder,
    };
  }

  async #resolve(
    reference: string,
    place: ModelPlace,
    pin: AssumptionPin | undefined,
  ): Promise<ResolvedAssumption> {
    const { name, asked } = parseAssumption(reference);
    const { facts, table } =
      pin === undefined ? await this.#ofManager(name, asked, place) : await this.#ofPin(pin, place);
    const { version, status, sha256 } = facts;
    return { reference, pin: { name, asked, version, status, sha256 }, ...table };
  }

  async #ofManager(name: string, asked: string, place: ModelPlace): Promise<Versioned> {
    const { client } = await this.#open(place);
    const { version } = chooseVersion(await client.versions(name), asked);
    const facts = await client.version(name, version);
    return { facts, table: await this.#fetch(facts, asked, place) };
  }

  /** The pin's status stays what it was: the record of a run that is repeated says the same. */
  async #ofPin(pin: AssumptionPin, place: ModelPlace): Promise<Versioned> {
    const cached = await this.#cache(place).find(pin.sha256);
    if (cached !== null) return { facts: pin, table: cached };
    const { client } = await this.#open(place);
    const facts = await client.version(pin.name, pin.version);
    if (facts.sha256 !== pin.sha256) {
      const message =
        `It is pinned to version ${pin.version} with SHA-256 ${pin.sha256}, and the Assumptions Manager ` +
        `now has ${facts.sha256} under that version. The run cannot be repeated with another table; ` +
        'have the former one restored.';
      throw changed(message, facts.sha256, pin.sha256);
    }
    return { facts: pin, table: await this.#fetch(facts, pin.asked, place) };
  }

  async #fetch(facts: VersionFacts, asked: string, place: ModelPlace): Promise<CachedTable> {
    const { client } = await this.#open(place);
    const cache = this.#cache(place);
    const services = { client, cache, seen: new SeenVersions(cache.folder) };
    return await fetchTable(services, facts, pinnedName({ ...facts, asked }));
  }

  async #open(place: ModelPlace): Promise<OpenManager> {
    this.#manager ??= open(this.#options, place);
    try {
      return await this.#manager;
    } catch (error) {
      // Whoever mends what was wrong may ask again.
      this.#manager = null;
      throw error;
    }
  }

  #cache({ folder, settings, stated }: ModelPlace): TableCache {
    const { env, warn } = this.#options;
    const configured = settings?.cacheDir ?? stated?.().cacheDir;
    return new TableCache(assumptionCacheFolder(env, configured, folder), warn);
  }
}

/** Most runs ask no manager, and need not load what talks to one. */
async function open(options: OpenManagerOptions, place: ModelPlace): Promise<OpenManager> {
  const { openManager } = await import('../credentials/open-manager.ts');
  return await openManager(options, place);
}

/** Whatever goes wrong, the message begins with the assumption that it concerns. */
async function naming<T>(reference: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof LiveCalcError) || error.code === 'CANCELLED') throw error;
    if (error.message.startsWith(reference)) throw error;
    const details = { ...error.details, file: reference };
    throw new LiveCalcError(error.code, `${reference}: ${error.message}`, details, error);
  }
}
