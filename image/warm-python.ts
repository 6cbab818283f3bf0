/**
 * Run while the image is built: `node image/warm-python.ts` leaves a snapshot of a started interpreter in
 * LIVECALC_CACHE, so that no pod has to make one. Ends with 1 where Python does not start.
 */
import { probePython } from '../executor/capabilities/python-probe.ts';
import { pythonFolder } from '../engines-wasm/node/cache-folder.ts';

const found = await probePython(pythonFolder());
if (found === null) throw new Error('Pyodide does not start in this image.');
