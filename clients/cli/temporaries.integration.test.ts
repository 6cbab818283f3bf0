import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Temporaries } from './temporaries.ts';
import { temporaryFolder } from './test-support/small-result.ts';
import { previousOf } from './thread-messages.ts';

/** A folder that was being replaced when its writer was terminated. */
function interruptedReplacement(): { parent: string; temporaries: Temporaries; partial: string } {
  const parent = temporaryFolder();
  const partial = path.join(parent, 'out.partial');
  mkdirSync(partial);
  const temporaries = new Temporaries();
  temporaries.set({ path: partial, target: path.join(parent, 'out') }, true);
  return { parent, temporaries, partial };
}

it('removes what was half-written and leaves the target alone', () => {
  const { parent, temporaries } = interruptedReplacement();
  mkdirSync(path.join(parent, 'out'));
  temporaries.remove();
  expect(readdirSync(parent)).toEqual(['out']);
});

it('puts the older folder back where the termination fell between the two renames', () => {
  const { parent, temporaries, partial } = interruptedReplacement();
  mkdirSync(previousOf(partial));
  writeFileSync(path.join(previousOf(partial), 'result.json'), 'older');
  temporaries.remove();
  expect(readdirSync(parent)).toEqual(['out']);
  expect(readdirSync(path.join(parent, 'out'))).toEqual(['result.json']);
});

it('removes the older folder where its replacement is in place already', () => {
  const { parent, temporaries, partial } = interruptedReplacement();
  mkdirSync(path.join(parent, 'out'));
  mkdirSync(previousOf(partial));
  temporaries.remove();
  expect(readdirSync(parent)).toEqual(['out']);
});

it('leaves what is no longer temporary', () => {
  const { parent, temporaries, partial } = interruptedReplacement();
  temporaries.set({ path: partial, target: path.join(parent, 'out') }, false);
  temporaries.remove();
  expect(existsSync(partial)).toBe(true);
});
