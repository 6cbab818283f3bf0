/** The Pyodide that engines run on: exact, because their results depend on it (I1). */
export const pyodideVersion = '314.0.7';
