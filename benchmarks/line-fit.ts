export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  /** y at x = 0. */
  readonly at0: number;
  /** y for one x more. */
  readonly slope: number;
}

/** The straight line with the least squares of relative distances, so that small points count. */
export function bestLine(points: readonly Point[]): Line {
  let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
  for (const { x, y } of points) {
    const weight = 1 / (y * y);
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * y;
    wxy += weight * x * y;
  }
  const slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  return { at0: (wy - slope * wx) / w, slope };
}
