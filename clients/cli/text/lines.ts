/** Text in columns. */

/** Width the command line writes for. */
export const terminalColumns = 80;

/** Rows of cells as lines, columns two spaces apart; those named in `right` are right-aligned. */
export function alignRows(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
  indent = '  ',
): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) => {
    const cells = row.map((cell, index) => {
      const width = widths[index] ?? 0;
      return right.includes(index) ? cell.padStart(width) : cell.padEnd(width);
    });
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}

/** Words broken into lines of at most 80 columns; lines after the first are indented by `hanging`. */
export function wrapWords(text: string, hanging: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= terminalColumns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(lines.length === 0 ? word : `${hanging}${word}`);
  }
  return lines.join('\n');
}
