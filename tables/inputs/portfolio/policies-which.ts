import { formatCount } from '../../problem.ts';

/** "the only policy runs", "1 of 5 policies runs", "2 of 5 policies run". */
export function policiesWhich(count: number, of: number, one: string, several: string): string {
  if (of === 1) return `the only policy ${one}`;
  return `${formatCount(count)} of ${formatCount(of)} policies ${count === 1 ? one : several}`;
}
