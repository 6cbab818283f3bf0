/** What a validator checks a result by: inputs, method, engines, hashes, timings, warnings. */
import type { RunResult } from '../../../contracts/run-result.ts';
import { groupingWords } from '../text/grouping-words.ts';
import { decimalsFor, formatDuration, formatNumber, formatYears } from '../text/number-format.ts';
import { measureWords } from '../text/measure-words.ts';
import { partialSentences } from '../text/partial-lines.ts';
import { html, htmlTable, type Html } from './html.ts';

const hash = (sha256: string): Html => html`<code>${sha256}</code>`;

/** What the method that an engine names does. */
const methods: Readonly<Record<string, string>> = {
  'discount-once':
    'cash flows that do not depend on the scenario are summed over the policies first and ' +
    'discounted once under every scenario',
  'common-factor':
    'lapse rates follow the scenarios by one factor for all policies, so lives are survival by ' +
    'policy and year, summed once, times persistency by lapse class, scenario and year',
  'simd-over-scenarios':
    'lapse rates compare the scenarios with a rate of each policy’s own, so nothing factors, and ' +
    'every model point is projected under every scenario',
};

export function warningSection({ warnings }: RunResult): Html {
  const list = html`<ul>
    ${warnings.map((warning) => html`<li>${warning}</li>`)}
  </ul>`;
  return html`<h2>Warnings</h2>
    ${warnings.length === 0 ? html`<p>None.</p>` : list}`;
}

/** What the result lacks; null for a whole one. */
export function partialSection({ partial }: RunResult): Html | null {
  if (partial === null) return null;
  return html`<h2>Partial result</h2>
    <p>
      A failure has shaped this result. It has no result hash, and it is not what a whole run of the
      same inputs gives.
    </p>
    <ul>
      ${partialSentences(partial).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>`;
}

export function inputSection({ inputs }: RunResult): Html {
  const rows = inputs.map(({ role, file, rows: count, sha256, controlTotals }) => {
    const totals = Object.entries(controlTotals).map(
      ([name, total]) => html`<div>${name.replaceAll('_', ' ')} ${formatTotal(total)}</div>`,
    );
    return [role, html`${file}<br />${hash(sha256)}`, formatNumber(count), totals];
  });
  const headings = [
    { text: 'input' },
    { text: 'file and its SHA-256' },
    { text: 'rows', isNumber: true },
    { text: 'control totals', isNumber: true },
  ];
  return html`<h2>Inputs</h2>
    ${rows.length === 0 ? html`<p>None.</p>` : htmlTable(headings, rows)}`;
}

function formatTotal(total: number): string {
  return formatNumber(total, Number.isInteger(total) ? 0 : decimalsFor(Math.abs(total)));
}

function modelPoints(result: RunResult): string {
  const words = groupingWords(result);
  const count = formatNumber(result.modelPointCount);
  return words === '' ? count : `${count}: ${words}`;
}

export function methodSection(result: RunResult): Html {
  const about = result.method.split(', ').flatMap((name) => methods[name] ?? []);
  const facts: readonly (readonly [string, string])[] = [
    ['policies', formatNumber(result.policyCount)],
    ['model points', modelPoints(result)],
    ['scenarios', `${formatNumber(result.scenarioCount)}, ${measureWords[result.measure]}`],
    ['horizon', formatYears(result.horizonYears)],
    ['method', [result.method, ...about].join(': ')],
    ['threads', `${formatNumber(result.threads)} (no result depends on it)`],
  ];
  const engines = result.engines.map(({ name, version, sha256 }) => [name, version, hash(sha256)]);
  const headings = [{ text: 'engine' }, { text: 'version' }, { text: 'SHA-256 of its bytes' }];
  return html`<h2>Method</h2>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    ${engines.length === 0 ? '' : htmlTable(headings, engines)}`;
}

export function hashSection(result: RunResult): Html {
  const rows = result.columns.map(({ name, type, length, sha256 }) => [
    name,
    type,
    formatNumber(length),
    hash(sha256),
  ]);
  const headings = [
    { text: 'column' },
    { text: 'type' },
    { text: 'rows', isNumber: true },
    { text: 'SHA-256 of its values' },
  ];
  return html`<h2>Hashes</h2>
    <p>
      When this page was written, every value in the tables beside result.json was hashed again, and
      every hash agreed. Two runs are the same where their result hashes are; the run hash says what
      was asked: engines, inputs, parameters, seed and tables.
    </p>
    <dl class="facts">
      <dt>result hash</dt>
      <dd>${resultHashHtml(result)}</dd>
      <dt>run hash</dt>
      <dd>${hash(result.runHash)}</dd>
    </dl>
    ${htmlTable(headings, rows)}
    <p>To check them again, with LiveCalc or with Python and pyarrow alone:</p>
    <pre>
livecalc verify FOLDER${result.resultHash === null ? '' : ` --against ${result.resultHash}`}
python3 docs/verify.py FOLDER ${result.resultHash ?? ''}</pre>`;
}

/** The hash, or that there is none. */
export function resultHashHtml({ resultHash }: RunResult): Html {
  return resultHash === null ? html`none: the result is partial` : hash(resultHash);
}

export function timingSection({ timings }: RunResult): Html {
  const stages = Object.entries(timings);
  const totalMs = stages.reduce((sum, [, stageMs]) => sum + stageMs, 0);
  const rows = [...stages, ['all stages', totalMs] as const].map(([stage, stageMs]) => [
    stage,
    formatDuration(stageMs),
  ]);
  return html`<h2>Time</h2>
    ${htmlTable([{ text: 'stage' }, { text: 'time', isNumber: true }], rows)}`;
}
