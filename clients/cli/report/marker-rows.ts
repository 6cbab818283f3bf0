/** Labels above a plot, in as many rows as it takes for none to overlap. */

export interface Marker {
  readonly label: string;
  readonly value: number;
}

export interface PlacedMarker extends Marker {
  /** 0 is the row next to the plot. */
  readonly row: number;
}

const characterPixels = 6.5;
const gapPixels = 6;

/** Markers by value; `pixels` says where a value lies. */
export function placeMarkers(
  markers: readonly Marker[],
  pixels: (value: number) => number,
): PlacedMarker[] {
  const rowEnds: number[] = [];
  return markers
    .toSorted((a, b) => a.value - b.value)
    .map((marker) => {
      const half = (marker.label.length * characterPixels) / 2;
      const begin = pixels(marker.value) - half;
      const free = rowEnds.findIndex((end) => end + gapPixels <= begin);
      const row = free === -1 ? rowEnds.length : free;
      rowEnds[row] = begin + 2 * half;
      return { ...marker, row };
    });
}
