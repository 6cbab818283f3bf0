import type { ObjectRef, TaskModel } from '../../../contracts/wire/task.ts';

/** A model that would run if its files were there. */
export function sampleModel(assets: Record<string, ObjectRef>): TaskModel {
  return {
    config: {
      policies: 'local://policies.csv',
      assumptions: {
        mortality: 'local://mortality.csv',
        lapse: 'local://lapse.csv',
        expenses: 'local://expenses.csv',
      },
      scenarios: { file: 'local://scenarios.csv' },
    },
    assets,
    engines: {},
  };
}
