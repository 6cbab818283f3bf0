/** What `livecalc explain-plan` prints for a person. */
import { dimensions } from '../../../runtime/explain/dependence.ts';
import type { ExplainedStage, PlanExplanation } from '../../../runtime/explain/explain-plan.ts';
import { alignRows, wrapWords } from './lines.ts';
import { formatNumber } from './number-format.ts';

/** At most 80 columns wide. `config` is the configuration as the user named it. */
export function planText(explanation: PlanExplanation, config: string): string {
  return [
    `Plan of ${config}`,
    '',
    ...factLines(explanation),
    ...methodLines(explanation),
    ...variableLines(explanation),
    ...savingLines(explanation),
    ...nodeLines(explanation),
    ...stageLines(explanation),
    ...workLines(explanation),
  ].join('\n');
}

function factLines({ facts }: PlanExplanation): string[] {
  return alignRows(
    [
      ['policies', formatNumber(facts.policies), 'model points', formatNumber(facts.rows)],
      ['scenarios', formatNumber(facts.scenarios), 'years', formatNumber(facts.years)],
    ],
    [1, 3],
  );
}

function methodLines({ method }: PlanExplanation): string[] {
  if (method === null) {
    return ['', wrapWords('A pipeline of the model’s own: its engines do what they do.', '')];
  }
  return [
    '',
    `Method: ${method.name}`,
    ...method.reasons.map((one) => wrapWords(`  - ${one}`, '    ')),
  ];
}

function variableLines({ variables }: PlanExplanation): string[] {
  if (variables.length === 0) return [];
  const rows = variables.map(({ name, dependsOn }) => [
    name,
    ...dimensions.map((axis) => (dependsOn.includes(axis) ? 'x' : '.')),
  ]);
  return ['', 'What depends on what', ...alignRows([['', ...dimensions], ...rows])];
}

function savingLines({ savings }: PlanExplanation): string[] {
  if (savings.length === 0) return [];
  const lines = savings.flatMap(({ kind, what, before, after }) => [
    wrapWords(`  ${kind}: ${what}`, '    '),
    `    ${formatNumber(before)} -> ${formatNumber(after)}`,
  ]);
  return ['', 'Done once instead of often, in values computed', ...lines];
}

function nodeLines({ nodes }: PlanExplanation): string[] {
  if (nodes.length === 0) return [];
  const rows = nodes.map(({ id, engine, waitsFor, runsAgain }) => [
    id,
    engine,
    waitsFor.join(', '),
    runsAgain.join(', '),
  ]);
  const heading = ['', 'engine', 'after', 'runs again'];
  return ['', 'Nodes', ...alignRows([heading, ...rows])];
}

function stageLines({ stages }: PlanExplanation): string[] {
  const rows = stages.map((stage) => [
    stage.name,
    overWords(stage),
    stage.steps === null ? 'not known' : formatNumber(stage.steps),
  ]);
  return ['', 'Stages', ...alignRows([['', 'over', 'steps'], ...rows], [1, 2])];
}

function overWords({ over, length }: ExplainedStage): string {
  return over === 'none'
    ? 'everything'
    : `${formatNumber(length)} ${over}${length === 1 ? '' : 's'}`;
}

function workLines({ work: { before, after }, nodes, stages }: PlanExplanation): string[] {
  const rows = [['policies x scenarios x years in force', formatNumber(before)]];
  if (after !== null) {
    const ratio = after === 0 ? '-' : formatNumber(before / after, before < 100 * after ? 1 : 0);
    rows.push(['the stages above', formatNumber(after)], ['ratio', ratio]);
  }
  const uncounted = nodes.some(({ engine }) => engine.startsWith('python://'))
    ? [
        wrapWords(
          '  what engines in Python do, and how often they have others run, is not counted',
          '  ',
        ),
      ]
    : [];
  const heading = 'Work in steps; a step is one year of what a stage walks through';
  return ['', heading, ...alignRows(rows, [1]), ...uncounted, ...passLines(stages)];
}

/** Why the stages may take more steps than the loop that they are compared with. */
function passLines(stages: PlanExplanation['stages']): string[] {
  if (!stages.some(({ name }) => name === 'projection.policies')) return [];
  return [
    wrapWords('  projection.policies is a pass of its own, which the first line is without', '  '),
  ];
}
