/** The built-in engines and those that tests bring. */
import path from 'node:path';
import type { EngineSource } from '../../engines-wasm/engine-source.ts';
import { nodeEngines } from '../../engines-wasm/node/engine-files.ts';

const root = path.join(import.meta.dirname, '..', '..');

export function testEngines(): EngineSource {
  return nodeEngines({
    misbehave: path.join(root, 'engines-wasm', 'fixtures', 'misbehave.wasm'),
    grouped: path.join(root, 'engines-wasm', 'fixtures', 'grouped.wasm'),
    annuity: path.join(root, 'examples', 'own-engine', 'annuity.wasm'),
  });
}
