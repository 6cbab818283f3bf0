/** A file that is read again when it changes, so that keys come and go without a restart. */
import { readFile, stat } from 'node:fs/promises';
import { LiveCalcError } from '../../contracts/errors.ts';

/** Told of a file of keys that was changed to something unusable; what it held before still counts. */
export type OnUnusableFile = (error: LiveCalcError) => void;

/** How long what was read counts before the file is looked at again. */
const freshForMs = 1000;

/** A setting that names a file. */
export interface FileSetting {
  readonly setting: string;
  readonly file: string;
}

export interface WatchedFile<T> {
  /** What the file held when it last could be used. */
  current(): Promise<T>;
}

/**
 * Looks at the file when asked and at most once a second; no watcher, because mounted Secrets change by
 * exchanging a link. A change that `parse` refuses is told to `onUnusable`, once, and what was read before
 * stays. Throws CONFIG_INVALID where it cannot be used from the start. `parse` gets text and throws
 * sentences.
 */
export async function watchFile<T>(
  { setting, file }: FileSetting,
  parse: (text: string) => T,
  onUnusable: OnUnusableFile,
  now: () => number = Date.now,
): Promise<WatchedFile<T>> {
  const unusable = (cause: unknown): LiveCalcError => {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new LiveCalcError(
      'CONFIG_INVALID',
      `${setting}: ${file} cannot be used: ${why}`,
      { file },
      cause,
    );
  };
  let version = '';
  let lookedAt = now();
  let value = await read().catch((error: unknown) => {
    throw unusable(error);
  });

  async function read(): Promise<T> {
    // The version first: a change while reading is then seen the next time.
    version = await versionOf(file);
    return parse(await readFile(file, 'utf8'));
  }

  async function look(): Promise<void> {
    const seen = version;
    try {
      if ((await versionOf(file)) !== seen) value = await read();
    } catch (error) {
      if (version === 'gone') return;
      if (version === seen) version = 'gone';
      onUnusable(unusable(error));
    }
  }

  return {
    async current() {
      if (now() - lookedAt >= freshForMs) {
        lookedAt = now();
        await look();
      }
      return value;
    },
  };
}

/** By the time of the last change to content or permissions: a chmod can mend a file too. */
async function versionOf(file: string): Promise<string> {
  const { ctimeMs, size, ino } = await stat(file);
  return `${ctimeMs} ${size} ${ino}`;
}
