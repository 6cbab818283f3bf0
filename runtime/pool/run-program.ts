import type { EngineConfig } from '../../contracts/engine.ts';
import type { RunPlan } from '../pipeline/plan-run.ts';
import type { Program } from './program.ts';

/** What the threads are told of a plan; `configs` by node where they are others than planned. */
export function runProgram(
  { nodes }: RunPlan,
  memory: WebAssembly.Memory,
  configs: ReadonlyMap<string, EngineConfig> = new Map(),
): Program {
  return {
    memory,
    nodes: nodes.flatMap(({ id, work }) => {
      if (work.kind !== 'wasm') return [];
      const config = configs.get(id) ?? work.program.config;
      return [{ ...work.program, config }];
    }),
    stages: nodes.flatMap(({ stages }) => stages),
  };
}
