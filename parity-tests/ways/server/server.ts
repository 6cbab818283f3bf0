/** A worker that runs somewhere. */
export interface Server extends AsyncDisposable {
  /** `http://HOST:PORT` */
  readonly url: string;
  /** What a client shows at its door; none on loopback. */
  readonly headers: Readonly<Record<string, string>>;
}
