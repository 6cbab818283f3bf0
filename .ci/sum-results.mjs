// Adds up what the test runners counted: Vitest's report, and the lines `N passed, N failed` of others.
import { readFileSync } from 'node:fs';

const [reportFile, logFile] = process.argv.slice(2);
const report = JSON.parse(readFileSync(reportFile, 'utf8'));
const lines = readFileSync(logFile, 'utf8').matchAll(/^(\d+) passed, (\d+) failed$/gm);
const native = [...lines].map(([, passed, failed]) => [Number(passed), Number(failed)]);

const passed = native.reduce((sum, [count]) => sum + count, report.numPassedTests);
const failed = native.reduce((sum, [, count]) => sum + count, report.numFailedTests);
const skipped = report.numPendingTests + report.numTodoTests;
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
