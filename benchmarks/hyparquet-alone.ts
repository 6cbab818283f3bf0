// What `livecalc run` is compared with, a process of its own: hyparquet decodes columns of a file
// and keeps nothing. Usage: hyparquet-alone.ts FILE COLUMN...
import { asyncBufferFromFile, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const [file, ...columns] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: hyparquet-alone.ts FILE COLUMN...');
let values = 0;
await parquetRead({
  file: await asyncBufferFromFile(file),
  columns,
  compressors,
  onChunk: ({ columnData }) => (values += columnData.length),
});
process.stdout.write(`${values} values\n`);
