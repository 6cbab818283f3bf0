/** The files that a model is made of. */
import path from 'node:path';
import type { RunConfig } from '../contracts/config.ts';
import { engineFiles } from '../contracts/engine-file.ts';
import { sensitivityCases } from '../contracts/sensitivity-config.ts';
import type { LoadedConfig } from './load-config.ts';

/** The configuration's file and every file that it and its sensitivities name, absolute. */
export function neededFiles({ config, file, pathOf }: LoadedConfig): readonly string[] {
  return [path.resolve(file), ...fileReferences(config).map((one) => pathOf(one))];
}

/** Every file that a configuration and its sensitivities name, each once. */
export function fileReferences(config: RunConfig): readonly string[] {
  const inputs = runConfigs(config).flatMap(inputReferences);
  return [...new Set([...Object.values(config.engines).flatMap(engineFiles), ...inputs])];
}

/** The portfolios among them. */
export function portfolioReferences(config: RunConfig): readonly string[] {
  return [...new Set(runConfigs(config).map(({ policies }) => policies))];
}

function runConfigs(config: RunConfig): readonly RunConfig[] {
  return [config, ...sensitivityCases(config).map((one) => one.config)];
}

function inputReferences({ policies, assumptions, scenarios, data }: RunConfig): readonly string[] {
  const rates = 'file' in scenarios ? scenarios.file : undefined;
  const references = [
    policies,
    ...Object.values(assumptions),
    ...Object.values(data),
    rates,
    scenarios.base,
  ];
  return references.filter((one) => one !== undefined);
}
