import { readFileSync } from 'node:fs';
import path from 'node:path';
import { selfTestFolder } from '../capabilities/self-test.ts';
import type { RunTask } from '../executor.ts';
import type { StoredModels } from './stored-models.ts';

const fixtures = path.join(import.meta.dirname, '../../engines-wasm/fixtures');
const misbehave = readFileSync(path.join(fixtures, 'misbehave.wasm'));

/** A model whose engine does what `mode` says. */
export function misbehavingTask(
  models: StoredModels,
  mode: string,
  execution: object = {},
  engine: Uint8Array = misbehave,
): Promise<RunTask> {
  const node = {
    id: 'own',
    engine: 'wasm://misbehave',
    inputs: ['$policies'],
    outputs: ['bus://results/policies', 'bus://results/total'],
    config: { mode, fromRow: 1 },
  };
  const changes = {
    engines: { misbehave: 'local://misbehave.wasm' },
    // What a pipeline is given would be ignored here.
    projection: {},
    pipeline: { nodes: [node] },
    output: { tables: ['policies'] },
    execution,
  };
  return models.task(selfTestFolder, changes, { files: { 'misbehave.wasm': engine } });
}
