/** A pool thread that ends half-way through its run: between two units of a chunk, with nothing said. */
import { parentPort } from 'node:worker_threads';
import type { Program, StageProgram, ToThread } from '../../../runtime/pool/program.ts';
import { runProgram } from '../../../runtime/pool/thread.ts';

const port = parentPort;
if (port === null) throw new Error('dying-thread.ts is started as a worker thread');

port.on('message', (message: ToThread) => {
  const program = endingHalfWay(message.program);
  runProgram(
    { ...message, program },
    { post: (answer) => port.postMessage(answer), end: () => port.close() },
  );
});

/** The program with stages that end the thread when half of all units have been begun. */
function endingHalfWay(program: Program): Program {
  const isMapped = ({ stage }: StageProgram): boolean => stage !== null;
  const units = program.stages
    .filter(isMapped)
    .reduce((sum, { axisLength, unitLength }) => sum + Math.ceil(axisLength / unitLength), 0);
  let left = Math.ceil(units / 2);
  const stages = program.stages.map((stage) => ({
    ...stage,
    /** A chunk asks for its inputs anew for each of its units. */
    get inputs() {
      if (isMapped(stage) && left-- === 0) process.exit();
      return stage.inputs;
    },
  }));
  return { ...program, stages };
}
