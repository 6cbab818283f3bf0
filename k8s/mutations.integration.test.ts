import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { checks } from './checks/all.ts';
import { parseManifests } from './checks/manifest.ts';
import { renderedFile } from './rendered-file.ts';
import { mutate } from './testing/mutate.ts';
import { mutations } from './testing/mutations.ts';

const objects = parseManifests(await readFile(renderedFile, 'utf8'));

describe.each(Object.entries(checks))('the check of %s', (name, check) => {
  test.each(mutations.filter((mutation) => mutation.check === name))(
    'finds $object $path as $value',
    (mutation) => {
      expect(check(objects)).toEqual([]);
      expect(check(mutate(objects, mutation))).not.toEqual([]);
    },
  );
});
