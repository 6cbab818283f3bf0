/** Where engine bytes come from: files, a package, a server. */
export interface EngineSource {
  /** Names of the engines there are. */
  names(): readonly string[];
  /** The module's bytes. Throws ENGINE_NOT_FOUND naming the engines there are. */
  load(name: string): Promise<Uint8Array<ArrayBuffer>>;
}
