import { formatNumber } from '../text/number-format.ts';

/** `728 B`, `711 KiB`, `20.5 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${formatNumber(bytes)} B`;
  const isLarge = bytes >= 1024 ** 2;
  const value = bytes / (isLarge ? 1024 ** 2 : 1024);
  return `${formatNumber(value, value < 100 ? 1 : 0)} ${isLarge ? 'MiB' : 'KiB'}`;
}
