/** Alerts speak of metrics that there are, and each has a page that says what to do. */
import { readFileSync } from 'node:fs';
import { Metrics } from '../../gateway/metrics.ts';
import { ofKind, type Manifest } from './manifest.ts';

const root = new URL('../../', import.meta.url);

export function checkAlerts(objects: readonly Manifest[]): string[] {
  const rules = ofKind(objects, 'PrometheusRule').flatMap(({ spec }) =>
    spec.groups.flatMap((group) => group.rules),
  );
  const scaling = ofKind(objects, 'ScaledObject').flatMap(({ spec }) =>
    spec.triggers.map(({ metadata }) => ({ alert: 'KEDA', expr: metadata.query })),
  );
  const known = metricNames();
  const names = rules.map(({ alert }) => alert);
  return [
    ...[...rules, ...scaling].flatMap(({ alert, expr }) =>
      [...expr.matchAll(/livecalc_\w+/g)]
        .filter(([name]) => !known.has(name))
        .map(([name]) => `${alert} asks for ${name}, which no gateway has.`),
    ),
    ...rules
      .filter(({ alert, annotations }) => !hasRunbook(alert, annotations.runbook))
      .map(({ alert, annotations }) => `${alert} has no page at ${annotations.runbook}.`),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `${name} is there twice.`),
  ];
}

/** A heading with the alert's name, in the file that its annotation names. */
function hasRunbook(alert: string, runbook: string): boolean {
  const [file = '', anchor] = runbook.split('#');
  const page = readFileSync(new URL(file, root), 'utf8');
  return anchor === alert.toLowerCase() && new RegExp(`^#+ ${alert}$`, 'm').test(page);
}

function metricNames(): Set<string> {
  const metrics = new Metrics();
  metrics.measure({
    store: { counts: () => Promise.resolve({ byState: {} }) },
    lanes: () => [],
    workers: () => [],
    leads: () => 0,
    openSockets: () => 0,
    bufferedBytes: () => 0,
  });
  return new Set(metrics.registry.getMetricsAsArray().map(({ name }) => name));
}
