/** Names that people and other parts rely on, and the namespace that holds all of them. */
import { nameOf, ofKind, type Kinds, type Manifest } from './manifest.ts';

const namespace = 'livecalc';

const expected: readonly (readonly [keyof Kinds, string])[] = [
  ['Namespace', namespace],
  ['Deployment', 'livecalc-worker'],
  ['Service', 'livecalc-worker'],
  ['ServiceAccount', 'livecalc-worker'],
  ['HorizontalPodAutoscaler', 'livecalc-worker-hpa'],
  ['PodDisruptionBudget', 'livecalc-worker'],
];

export function checkNames(objects: readonly Manifest[]): string[] {
  const names = objects.map(nameOf);
  return [
    ...expected
      .filter(
        ([kind, name]) => !ofKind(objects, kind).some(({ metadata }) => metadata?.name === name),
      )
      .map(([kind, name]) => `There is no ${kind} ${name}.`),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `${name} is there twice.`),
    ...objects
      .filter(({ kind, metadata }) => kind !== 'Namespace' && metadata?.namespace !== namespace)
      .map((object) => `${nameOf(object)} is not in the namespace ${namespace}.`),
    ...ofKind(objects, 'Deployment')
      .filter(({ metadata }) => metadata?.labels?.['app'] !== 'livecalc-worker')
      .map((object) => `${nameOf(object)} lacks the label app=livecalc-worker.`),
  ];
}
