/** Reads the table FILE as one under `data`, in a process of its own, and prints its rows and the process's peak memory. */
import { createHash } from 'node:crypto';
import { ProblemList } from '../inputs/problem-list.ts';
import { readDataTable } from '../inputs/data-table.ts';
import { openFile } from '../node/file-source.ts';

const [file = ''] = process.argv.slice(2);

const table = await readDataTable(
  {
    open: () => openFile(file, file, ''),
    createSha256: () => {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
    },
  },
  'large',
  `local://${file}`,
  new ProblemList(1),
);
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ rows: table?.summary.rows, peakBytes }));
