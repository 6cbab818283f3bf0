/**
 * `components/azure-monitoring/alert-rules.json`: the alerts of the Prometheus operator's rule as a
 * template of Azure Resource Manager, as Azure's managed Prometheus takes rules from nowhere else.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ofKind, parseManifests, type Kinds } from './checks/manifest.ts';

const here = import.meta.dirname;
export const azureAlertsFile = join(here, 'components/azure-monitoring/alert-rules.json');
const ruleFile = join(here, 'components/monitoring/prometheus-rule.yaml');

type Group = Kinds['PrometheusRule']['spec']['groups'][number];

/** Azure counts the severe ones from 0; 1 is an error, 2 a warning. */
const severities = { critical: 1, warning: 2 } as const;

/** What `azureAlertsFile` must hold. */
export async function renderAzureAlerts(): Promise<string> {
  const [rule] = ofKind(parseManifests(await readFile(ruleFile, 'utf8')), 'PrometheusRule');
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: {
      monitorWorkspaceId: { type: 'string' },
      clusterName: { type: 'string' },
      actionGroupId: { type: 'string' },
      location: { type: 'string', defaultValue: '[resourceGroup().location]' },
    },
    resources: (rule?.spec.groups ?? []).map(ruleGroup),
  };
  return `${JSON.stringify(template, null, 2)}\n`;
}

function ruleGroup({ name, interval, rules }: Group): object {
  return {
    type: 'Microsoft.AlertsManagement/prometheusRuleGroups',
    apiVersion: '2023-03-01',
    name,
    location: "[parameters('location')]",
    properties: {
      enabled: true,
      clusterName: "[parameters('clusterName')]",
      scopes: ["[parameters('monitorWorkspaceId')]"],
      // Azure looks once a minute at most.
      interval: atLeastOneMinute(interval),
      rules: rules.map(({ alert, expr, for: duration, labels, annotations }) => ({
        alert,
        enabled: true,
        expression: expr,
        for: isoDuration(duration),
        severity: severities[labels.severity],
        labels,
        annotations,
        actions: [{ actionGroupId: "[parameters('actionGroupId')]" }],
      })),
    },
  };
}

/** `5m` as `PT5M`. */
function isoDuration(duration: string): string {
  return `PT${duration.toUpperCase()}`;
}

function atLeastOneMinute(interval: string): string {
  return interval.endsWith('s') ? 'PT1M' : isoDuration(interval);
}
