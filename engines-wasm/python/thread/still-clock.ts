/**
 * A thread whose clock stands at 0, in UTC, and whose randomness is none (I1).
 *
 * Python's `time` and `datetime` ask these functions in the end, in C as well, and so does what seeds
 * a generator that nobody seeded. They are replaced before Pyodide is loaded, and for good.
 */

export function stopClock(): void {
  Date.now = () => 0;
  performance.now = () => 0;
  Math.random = () => 0;
  const dates = Date.prototype as unknown as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(dates)) {
    if (name.startsWith('getUTC')) dates[name.replace('UTC', '')] = dates[name];
  }
  dates['getTimezoneOffset'] = () => 0;
}

/** Fills a view with what takes the place of random bytes. */
export function fillWithZeros<View extends ArrayBufferView>(view: View): View {
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(0);
  return view;
}
