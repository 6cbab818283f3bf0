/** Version of the runtime: part of every run hash. package.json says the same (tested). */
export const runtimeVersion = '0.6.0';
