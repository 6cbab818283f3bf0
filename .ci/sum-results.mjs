// Adds up what the test runners counted: Vitest's report, and the last line `N passed, N failed` of the native tests.
import { readFileSync } from 'node:fs';

const [reportFile, logFile] = process.argv.slice(2);
const report = JSON.parse(readFileSync(reportFile, 'utf8'));
const tallies = [...readFileSync(logFile, 'utf8').matchAll(/^(\d+) passed, (\d+) failed$/gm)];
// Programs print a line each; the last one is their sum.
const [, nativePassed, nativeFailed] = tallies.at(-1).map(Number);

const passed = nativePassed + report.numPassedTests;
const failed = nativeFailed + report.numFailedTests;
const skipped = report.numPendingTests + report.numTodoTests;
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
