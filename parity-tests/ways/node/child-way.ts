/** A way that values every case in a process of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { WrittenCase } from '../../cases/model-case.ts';
import { readOutcome } from '../../comparison/outcome-folder.ts';
import type { Outcome } from '../../comparison/outcome.ts';
import { runProgram } from '../run-program.ts';
import type { OpenWay, Way } from '../way.ts';
import { bundleForNode } from './bundle.ts';

export interface ChildProgram extends Omit<Way, 'open'> {
  /** Program and arguments that run a module of JavaScript. */
  readonly command: readonly [string, ...string[]];
}

export function childWay({ command, ...way }: ChildProgram): Way {
  return { ...way, open: () => openChild(command) };
}

async function openChild([program, ...args]: ChildProgram['command']): Promise<OpenWay> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-parity-node-'));
  const letGo = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const entry = await bundleForNode(folder);
    const value = async (model: WrittenCase, signal: AbortSignal): Promise<Outcome> => {
      const outcome = path.join(folder, 'outcomes', model.name);
      await runProgram(program, [...args, entry, model.folder, outcome], signal);
      return await readOutcome(outcome);
    };
    return { value, [Symbol.asyncDispose]: letGo };
  } catch (error) {
    await letGo();
    throw error;
  }
}
