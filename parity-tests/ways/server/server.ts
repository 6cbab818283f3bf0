/** A worker, or a fleet, that runs somewhere. */
export interface Server extends AsyncDisposable {
  /** `http://HOST:PORT` */
  readonly url: string;
  /** What a client shows at its door; none on loopback. */
  readonly headers: Readonly<Record<string, string>>;
  /** How often a request is made whose connection falls; once where it is not said. */
  readonly tries?: number;
  /** What its processes have logged since then, and which of them have ended: lines for people. */
  logSince(time: Date): Promise<readonly string[]>;
}
