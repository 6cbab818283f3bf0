import { describe, expect, test } from 'vitest';
import { Draw } from './draw.ts';
import { faults, type Target } from './faults.ts';
import { drawFault } from './strikes.ts';

describe('drawing faults', () => {
  test('the same seed draws the same faults, another seed others', () => {
    const kinds = (seed: number): string[] => {
      const draw = new Draw(seed);
      return Array.from({ length: 20 }, () => drawFault(faults, new Set(), draw).kind);
    };
    expect(kinds(1)).toEqual(kinds(1));
    expect(kinds(1)).not.toEqual(kinds(2));
  });

  test('every kind comes', () => {
    const draw = new Draw(3);
    const drawn = new Set<string>();
    for (let i = 0; i < 2000; i++) drawn.add(drawFault(faults, new Set(), draw).kind);
    expect([...drawn].toSorted()).toEqual(faults.map(({ kind }) => kind).toSorted());
  });

  test('what is being struck is not struck again', () => {
    const draw = new Draw(5);
    const struck = new Set<Target>(['worker', 'gateway', 'nats', 'postgres']);
    for (let i = 0; i < 20; i++) expect(drawFault(faults, struck, draw).target).toBe('disk');
  });
});
