/** `wasm://projection` and `python://esg`: which engine a node asks for. */

export interface EngineReference {
  readonly kind: 'wasm' | 'python';
  readonly name: string;
}

/** The schema of a node has checked its form. */
export function engineReference(engine: string): EngineReference {
  const [kind, name] = engine.split('://') as [EngineReference['kind'], string];
  return { kind, name };
}
