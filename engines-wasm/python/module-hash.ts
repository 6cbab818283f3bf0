/** What a Python engine is made of, as one hash: engine pins and run hashes carry it. */
import type { CreateSha256 } from '../../contracts/sha256.ts';
import type { PythonWheel } from './interpreter.ts';
import type { LibraryFile } from './messages.ts';
