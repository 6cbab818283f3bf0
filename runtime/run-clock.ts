/** The clock that deadlines and timeouts of a run go by. */
export interface RunClock {
  /** Calls `end` once after `ms` of its time; returns what takes that back. */
  timer(ms: number, end: () => void): () => void;
}

export const wallClock: RunClock = {
  timer: (ms, end) => {
    const timer = setTimeout(end, ms);
    return () => clearTimeout(timer);
  },
};
