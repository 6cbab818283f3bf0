/** A thread that runs an interpreter, as Node or a browser starts it. */
import type { FromInterpreter, ToInterpreter } from './messages.ts';

export interface PythonThread {
  post(message: ToInterpreter): void;
  onMessage(listener: (message: FromInterpreter) => void): void;
  /** Called when the thread ends without being asked to, with what is known of the reason. */
  onLost(listener: (reason: string) => void): void;
  /** Whether the process stays for this thread: only while somebody waits for it. */
  hold(isHeld: boolean): void;
  /** Resolves when it has ended, as far as the platform tells: a browser does not. */
  terminate(): Promise<void>;
}

export type StartPythonThread = () => PythonThread;
