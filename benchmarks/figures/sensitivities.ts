/** One run with twelve sensitivities against the same run without any, as a user starts them. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunConfigInput } from '../../contracts/config.ts';
import { alternate, byRound } from '../alternate.ts';
import { runNode } from '../child-process.ts';
import type { Figure, Outcome } from '../figure.ts';
import { sizeText, writeModel, type Model } from '../model.ts';
import { median, spreadOf } from '../spread.ts';

const cli = path.join(import.meta.dirname, '..', '..', 'clients', 'cli', 'bin.mjs');

/** Levels of the three bases, two up and two down each: every one values the whole portfolio again. */
const changes = [
  ['projection.mortality.multiply', [0.8, 0.9, 1.15, 1.3]],
  ['projection.lapse.multiply', [0.5, 0.8, 1.2, 1.5]],
  ['projection.expenses.multiply', [0.8, 0.9, 1.1, 1.2]],
] as const;

const sensitivityList = changes.flatMap(([key, values]) =>
  values.map((value) => ({ name: `${key.split('.')[1]} x ${value}`, set: { [key]: value } })),
);

export const sensitivities: Figure = {
  name: 'sensitivities',
  async measure(bench): Promise<Outcome> {
    const size = { policies: bench.scaled(1_000_000), scenarios: bench.scaled(1000) };
    const model = await writeModel(bench.folder, size);
    const configFile = await writeSensitivities(model);
    const walls = await alternate(bench.rounds, {
      plain: async () => (await runNode([cli, 'run', model.folder])).wallMs,
      with12: async () => (await runNode([cli, 'run', configFile])).wallMs,
    });
    return {
      readings: [
        {
          what: `livecalc run with ${sensitivityList.length} sensitivities / without, ${sizeText(size)}, whole processes`,
          unit: 'times',
          value: median(walls.with12) / median(walls.plain),
          rounds: spreadOf(byRound(walls, (round) => round.with12 / round.plain)),
          required: { atMost: 3 },
          parts: {
            'livecalc run, ms': spreadOf(walls.plain),
            [`livecalc run with ${sensitivityList.length} sensitivities, ms`]: spreadOf(
              walls.with12,
            ),
          },
        },
      ],
    };
  },
};

/** The model's configuration with the sensitivities, beside it. */
async function writeSensitivities({ folder }: Model): Promise<string> {
  const text = await readFile(path.join(folder, 'livecalc.config.json'), 'utf8');
  const config: RunConfigInput = { ...JSON.parse(text), sensitivities: sensitivityList };
  const file = path.join(folder, 'sensitivities.config.json');
  await writeFile(file, JSON.stringify(config, null, 2));
  return file;
}
