/** Writes the result hash that this machine finds: `node executor/self-test/renew.ts`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { nodePlatform } from '../../runtime/node/platform.ts';
import { ThreadPool } from '../../runtime/pool/thread-pool.ts';
import { runSelfTest, selfTestFolder } from '../capabilities/self-test.ts';

using pool = new ThreadPool(nodePlatform(), 2);
const { resultHash } = await runSelfTest(pool);
const file = path.join(selfTestFolder, 'expected.json');
writeFileSync(file, `${JSON.stringify({ resultHash }, null, 2)}\n`);
