import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { checks } from './checks/all.ts';
import { parseManifests } from './checks/manifest.ts';
import { renderedFile } from './rendered-file.ts';
import { fleetMutations } from './testing/fleet-mutations.ts';
import { mutate } from './testing/mutate.ts';
import { mutations } from './testing/mutations.ts';
import { kubectlOrNull, renderFolder } from './testing/renderings.ts';

const objects = parseManifests(await readFile(renderedFile, 'utf8'));
const kubectl = await kubectlOrNull();
const fleet = kubectl === null ? [] : await renderFolder(kubectl, 'testing/everything');

const ofWorkers = Object.entries(checks).filter(([name]) => name !== 'alerts');

describe.each(ofWorkers)('the check of %s', (name, check) => {
  test.each(mutations.filter((mutation) => mutation.check === name))(
    'finds $object $path as $value',
    (mutation) => {
      expect(check(objects)).toEqual([]);
      expect(check(mutate(objects, mutation))).not.toEqual([]);
    },
  );
});

describe.skipIf(kubectl === null).each(Object.entries(checks))(
  'the check of %s, of a whole fleet',
  (name, check) => {
    test.each(fleetMutations.filter((mutation) => mutation.check === name))(
      'finds $object $path as $value',
      (mutation) => {
        expect(check(fleet)).toEqual([]);
        expect(check(mutate(fleet, mutation))).not.toEqual([]);
      },
    );
  },
);
