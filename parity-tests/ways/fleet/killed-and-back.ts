/** A server that can be killed, and started again where it was. */
export interface Killed {
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Kills it; disposing of what this resolves to starts it again, for the next case. */
export async function killedAndBack(server: Killed): Promise<AsyncDisposable> {
  await server.kill();
  return { [Symbol.asyncDispose]: () => server.start() };
}
