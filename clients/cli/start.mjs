// Starts the command line with a compile cache, in Node's own temporary folder: the next start takes
// half the time. The variable takes the cache into worker threads, where most of the code runs.
// A server takes signals itself and ends in its own time, so nothing stands between it and the process.
import module from 'node:module';

module.enableCompileCache();
process.env.NODE_COMPILE_CACHE ??= module.getCompileCacheDir();
const [command, ...rest] = process.argv.slice(2);
const servers = { worker: '../../worker/main.ts', gateway: '../../gateway/main.ts' };
const isServer = rest.length === 0 && Object.hasOwn(servers, command ?? '');
const isManager = command === 'assumptions' && rest[0] === 'serve';
await import(isServer ? servers[command] : isManager ? './server-program.ts' : './main.ts');
