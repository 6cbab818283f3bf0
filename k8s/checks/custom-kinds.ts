/**
 * Kinds that no Kubernetes has of itself: those of KEDA, the Gateway API and the Prometheus operator.
 *
 * Their own schemas are not on npm, so these hold the keys that the manifests here use, and no others:
 * a key that is misspelt, or new, is found. Written from the documentation of KEDA 2.17, Gateway API 1.2
 * and Prometheus operator 0.80; Azure's monitors have the operator's keys under a group of their own.
 */
import { z } from 'zod';

const labels = z.record(z.string(), z.string());
const metadata = z.strictObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: labels.optional(),
  annotations: labels.optional(),
});
const reference = z.strictObject({ name: z.string(), key: z.string().optional() });
const seconds = z.string().regex(/^\d+(ms|s|m|h)$/);

function kind<G extends string, K extends string, S extends z.ZodType>(
  apiVersions: readonly [G, ...G[]],
  name: K,
  spec: S,
) {
  return z.strictObject({ apiVersion: z.enum(apiVersions), kind: z.literal(name), metadata, spec });
}

const scalingPolicies = z.strictObject({
  stabilizationWindowSeconds: z.int().optional(),
  selectPolicy: z.enum(['Max', 'Min', 'Disabled']).optional(),
  policies: z.array(
    z.strictObject({
      type: z.enum(['Pods', 'Percent']),
      value: z.int(),
      periodSeconds: z.int(),
    }),
  ),
});

const scaledObject = z.strictObject({
  scaleTargetRef: z.strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    name: z.string(),
  }),
  pollingInterval: z.int(),
  cooldownPeriod: z.int(),
  minReplicaCount: z.int(),
  maxReplicaCount: z.int(),
  fallback: z.strictObject({ failureThreshold: z.int(), replicas: z.int() }).optional(),
  advanced: z.strictObject({
    horizontalPodAutoscalerConfig: z.strictObject({
      name: z.string(),
      behavior: z.strictObject({ scaleUp: scalingPolicies, scaleDown: scalingPolicies }),
    }),
  }),
  triggers: z.array(
    z.strictObject({
      type: z.literal('prometheus'),
      metricType: z.literal('AverageValue'),
      metadata: z.strictObject({
        serverAddress: z.url(),
        query: z.string(),
        threshold: z.string().regex(/^\d+$/),
      }),
    }),
  ),
});

const gateway = z.strictObject({
  gatewayClassName: z.string(),
  listeners: z.array(
    z.strictObject({
      name: z.string(),
      port: z.int(),
      protocol: z.enum(['HTTP', 'HTTPS']),
      hostname: z.string(),
      tls: z
        .strictObject({
          mode: z.literal('Terminate'),
          certificateRefs: z.array(z.strictObject({ kind: z.literal('Secret'), name: z.string() })),
        })
        .optional(),
      allowedRoutes: z.strictObject({
        namespaces: z.strictObject({ from: z.enum(['Same', 'All']) }),
      }),
    }),
  ),
});

const httpRoute = z.strictObject({
  parentRefs: z.array(z.strictObject({ name: z.string(), sectionName: z.string() })),
  hostnames: z.array(z.string()),
  rules: z.array(
    z.strictObject({
      matches: z
        .array(
          z.strictObject({
            path: z.strictObject({
              type: z.enum(['Exact', 'PathPrefix', 'RegularExpression']),
              value: z.string(),
            }),
          }),
        )
        .optional(),
      filters: z
        .array(
          z.strictObject({
            type: z.literal('RequestRedirect'),
            requestRedirect: z.strictObject({
              scheme: z.literal('https'),
              statusCode: z.literal(301),
            }),
          }),
        )
        .optional(),
      timeouts: z.strictObject({ request: seconds, backendRequest: seconds.optional() }).optional(),
      backendRefs: z.array(z.strictObject({ name: z.string(), port: z.int() })).optional(),
    }),
  ),
});

const endpoint = z.strictObject({
  port: z.string(),
  path: z.literal('/metrics'),
  interval: seconds,
  scrapeTimeout: seconds,
  authorization: z.strictObject({ type: z.literal('Bearer'), credentials: reference }),
});
const selector = z.strictObject({ matchLabels: labels });
const podMonitor = z.strictObject({ selector, podMetricsEndpoints: z.array(endpoint) });
const serviceMonitor = z.strictObject({ selector, endpoints: z.array(endpoint) });

const prometheusRule = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      interval: seconds,
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^LiveCalc\w+$/),
          expr: z.string(),
          for: seconds,
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});

const operators = ['monitoring.coreos.com/v1', 'azmonitoring.coreos.com/v1'] as const;

export const customKinds = {
  Gateway: kind(['gateway.networking.k8s.io/v1'], 'Gateway', gateway),
  HTTPRoute: kind(['gateway.networking.k8s.io/v1'], 'HTTPRoute', httpRoute),
  PodMonitor: kind(operators, 'PodMonitor', podMonitor),
  PrometheusRule: kind(['monitoring.coreos.com/v1'], 'PrometheusRule', prometheusRule),
  ScaledObject: kind(['keda.sh/v1alpha1'], 'ScaledObject', scaledObject),
  ServiceMonitor: kind(operators, 'ServiceMonitor', serviceMonitor),
};

export type CustomKinds = {
  readonly [K in keyof typeof customKinds]: z.infer<(typeof customKinds)[K]>;
};
