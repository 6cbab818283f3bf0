/** A session of `livecalc debug`: lines in, the run driven, what it shows out. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import { maxInspectedBytes, type Standing } from '../../../contracts/wire/debug.ts';
import { elementBytes } from '../../../contracts/table.ts';
import type { Debugger } from '../../../runtime/debug/debugger.ts';
import { describeError } from '../describe-error.ts';
import type { Talk } from '../talk.ts';
import type { Said } from '../thread-messages.ts';
import {
  debugHelp,
  parseDebugLine,
  type BreakAt,
  type DebugLine,
  type Rows,
} from './debug-line.ts';
import {
  blocksText,
  blockText,
  breakpointsText,
  nodesText,
  standingText,
  valuesText,
} from './debug-text.ts';
import { findColumn } from './find-column.ts';

export interface SessionParts {
  readonly talk: Talk;
  readonly say: (said: Said) => void;
  /** Whether somebody sits there: the end of the input is then the end of the session. */
  readonly isTerminal: boolean;
}

export class DebugSession {
  readonly #parts: SessionParts;
  readonly #run: Debugger;
  #changed = Promise.withResolvers<void>();
  #isOver = false;
  #isLeaving = false;
  #failures = 0;

  /** `run` tells `standing` of every stand. */
  constructor(run: Debugger, parts: SessionParts) {
    this.#run = run;
    this.#parts = parts;
    parts.talk.onInterrupt(() => this.#interrupted());
  }

  /** Commands that went wrong. */
  get failures(): number {
    return this.#failures;
  }

  /** The run stands, or goes again. */
  standing(standing: Standing | null): void {
    if (standing !== null) this.#print(standingText(standing));
    this.#tell();
  }

  /** The run has come to its end. */
  over(): void {
    this.#isOver = true;
    this.#tell();
  }

  /** Takes lines to the end of the run or of the input; resolves to whether the run is to be stopped. */
  async talk(): Promise<boolean> {
    await this.#standOrEnd();
    if (!this.#isOver) this.#print(this.#nodes());
    for (;;) {
      const text = await Promise.race([this.#parts.talk.next(), this.#ended()]);
      if (text === undefined) return !this.#isOver;
      if (text === null) return await this.#inputEnded();
      if ((await this.#take(text)) || this.#isLeaving) return !this.#isOver;
    }
  }

  /** A script's last command may have let the run go: then it goes to its end, or its next stand. */
  async #inputEnded(): Promise<boolean> {
    if (this.#parts.isTerminal || this.#isLeaving) return true;
    await this.#standOrEnd();
    return !this.#isOver;
  }

  /** Returns whether the session is to end. */
  async #take(text: string): Promise<boolean> {
    try {
      const line = parseDebugLine(text);
      if (line.do === 'quit') return true;
      if (needsStand(line)) await this.#stand(line.do);
      // What a script is shown does not depend on how fast the machine is.
      else if (line.do === 'nodes' && !this.#parts.isTerminal) await this.#standOrEnd();
      this.#do(line);
    } catch (error) {
      this.#failures++;
      this.#parts.say({ stdout: '', stderr: describeError(error, false).stderr });
    }
    return false;
  }

  #do(line: DebugLine): void {
    switch (line.do) {
      case 'run':
        this.#print('The run goes on.\n');
        return this.#run.resume();
      case 'step':
        return this.#run.step();
      case 'pause':
        return this.#pause();
      case 'nodes':
        return this.#print(this.#nodes());
      case 'break':
        return this.#print(this.#break(line.node, line.at));
      case 'inspect':
        return this.#print(this.#inspect(line.name, line.rows));
      case 'help':
        return this.#print(debugHelp);
      case 'nothing':
      case 'quit':
    }
  }

  #pause(): void {
    if (this.#run.standing === null) this.#print('The run is held as soon as it can be.\n');
    this.#run.pause();
  }

  #break(node: string | null, at: BreakAt): string {
    if (node === null) return breakpointsText(this.#run.breakpoints);
    if (at !== 'off') this.#run.stopAt(node, { at, isOnce: false });
    else if (!this.#run.passBy(node)) {
      const message = `There is no breakpoint at "${node}".`;
      throw new LiveCalcError('NOT_FOUND', message, { found: node });
    }
    return breakpointsText(this.#run.breakpoints);
  }

  #inspect(name: string | null, { from, to }: Rows): string {
    const { blocks } = this.#run.inspect({});
    if (name === null) return blocksText(blocks);
    const { block, column } = findColumn(name, blocks);
    if (column === null) return blockText(this.#run.inspect({ block: block.name }).blocks[0]!);
    const size = elementBytes[column.type];
    const length = column.bytes / size;
    const end = Math.min(to ?? length, length, from + maxInspectedBytes / size);
    const range = { offset: Math.min(from, length), length: Math.max(0, end - from) };
    const { values } = this.#run.inspect({ block: block.name, column: column.name, ...range });
    return valuesText(block.name, column, values!);
  }

  #nodes(): string {
    const { standing, breakpoints } = this.#run;
    return nodesText(this.#run.nodes(), standing, breakpoints);
  }

  /** The first Ctrl-C holds the run; while it stands, Ctrl-C leaves. */
  #interrupted(): void {
    if (this.#run.standing === null && !this.#isOver) return this.#pause();
    this.#isLeaving = true;
    this.#tell();
  }

  /** Throws NOT_READY where the run has come to its end. */
  async #stand(what: string): Promise<void> {
    await this.#standOrEnd();
    if (!this.#isOver) return;
    const message = `The run has come to its end: there is nothing left to ${what}.`;
    throw new LiveCalcError('NOT_READY', message);
  }

  async #standOrEnd(): Promise<void> {
    while (this.#run.standing === null && !this.#isOver) await this.#changed.promise;
  }

  /** Undefined once nobody is asked any more: a script is read to its end, and told what is too late. */
  async #ended(): Promise<undefined> {
    while (!this.#isDone()) await this.#changed.promise;
  }

  #isDone(): boolean {
    return this.#isLeaving || (this.#parts.isTerminal && this.#isOver);
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #print(stdout: string): void {
    this.#parts.say({ stdout, stderr: '' });
  }
}

function needsStand(line: DebugLine): boolean {
  return line.do === 'run' || line.do === 'step' || line.do === 'inspect';
}
