// Starts the command line with a compile cache, in Node's own temporary folder: the next start takes
// half the time. The variable takes the cache into worker threads, where most of the code runs.
// A worker takes signals itself and ends in its own time, so nothing stands between it and the process.
import module from 'node:module';

module.enableCompileCache();
process.env.NODE_COMPILE_CACHE ??= module.getCompileCacheDir();
const [command, ...rest] = process.argv.slice(2);
await import(command === 'worker' && rest.length === 0 ? '../../worker/main.ts' : './main.ts');
