/** Names that people and other parts rely on, and the namespace that holds all of them. */
import { nameOf, named, ofKind, type Kinds, type Manifest } from './manifest.ts';
import { isFleet, workloads } from './workload.ts';

const namespace = 'livecalc';

type Name = readonly [keyof Kinds, string];

const ofWorkers: readonly Name[] = [
  ['Namespace', namespace],
  ['Deployment', 'livecalc-worker'],
  ['Service', 'livecalc-worker'],
  ['ServiceAccount', 'livecalc-worker'],
  ['PodDisruptionBudget', 'livecalc-worker'],
];

const ofFleets: readonly Name[] = [
  ['Deployment', 'livecalc-gateway'],
  ['Service', 'livecalc-gateway'],
  ['ServiceAccount', 'livecalc-gateway'],
  ['PodDisruptionBudget', 'livecalc-gateway'],
  ['StatefulSet', 'livecalc-nats'],
  ['Service', 'livecalc-nats'],
  ['PodDisruptionBudget', 'livecalc-nats'],
];

export function checkNames(objects: readonly Manifest[]): string[] {
  // Azure's monitors have the names of the operator's.
  const names = objects.map((object) => `${object.apiVersion} ${nameOf(object)}`);
  const expected = isFleet(objects) ? [...ofWorkers, ...ofFleets] : ofWorkers;
  return [
    ...expected
      .filter(([kind, name]) => named(objects, kind, name) === undefined)
      .map(([kind, name]) => `There is no ${kind} ${name}.`),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `${name} is there twice.`),
    ...objects
      .filter(({ kind, metadata }) => kind !== 'Namespace' && metadata?.namespace !== namespace)
      .map((object) => `${nameOf(object)} is not in the namespace ${namespace}.`),
    ...ofKind(objects, 'RoleBinding').flatMap((binding) => checkBinding(objects, binding)),
    ...workloads(objects)
      .filter(({ object, name }) => object.metadata?.labels?.['app'] !== name)
      .map(({ name }) => `${name} lacks the label app=${name}.`),
  ];
}

function checkBinding(objects: readonly Manifest[], binding: Kinds['RoleBinding']): string[] {
  const accounts = (binding.subjects ?? []).map(({ name }) => name);
  return [
    ...(named(objects, 'Role', binding.roleRef.name) === undefined
      ? [`${nameOf(binding)} binds the Role ${binding.roleRef.name}, which is not there.`]
      : []),
    ...accounts
      .filter((name) => named(objects, 'ServiceAccount', name) === undefined)
      .map((name) => `${nameOf(binding)} names the account ${name}, which is not there.`),
  ];
}
