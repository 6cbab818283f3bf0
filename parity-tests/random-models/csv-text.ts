/** CSV from rows; numbers as JavaScript prints them, which reads back to the same double. */
export function csvText(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return `${[header, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}
