/** What makes a graph of the self-test's model: its scenarios come from Python. */
export const pythonGraph = {
  projection: undefined,
  scenarios: { fromNode: 'esg', count: 4 },
  pipeline: {
    nodes: [
      {
        id: 'esg',
        engine: 'python://esg',
        inputs: ['$normals'],
        outputs: ['bus://scenarios/rates'],
        config: {
          model: 'vasicek',
          innerPaths: 4,
          meanReversion: 0.2,
          volatility: 0.01,
          skeletons: [{ initial: 0.03, longTermMean: 0.04 }],
        },
      },
      {
        id: 'projection',
        engine: 'wasm://projection',
        inputs: ['$policies', '$assumptions', '$scenarios'],
        outputs: ['bus://results/scenarios'],
      },
    ],
  },
  output: { tables: ['scenarios'] },
  // As many as the process has: a run with others starts its own.
  execution: { threads: 1 },
} as const;
