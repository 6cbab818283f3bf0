/** The smallest units of summation (I3). They are part of every result: to change one changes bits. */

/** Rows of one unit of a stage over rows. */
export const rowsPerBlock = 256;
/** Scenarios of one unit of a stage over scenarios. */
export const scenariosPerTile = 64;
