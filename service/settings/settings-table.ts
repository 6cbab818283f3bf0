/** The page of settings: what docs/operations.md shows is made here. */
import { markdownTable } from '../markdown-table.ts';
import type { SettingsSchema } from './setting.ts';

/** A markdown table: name, default, unit, reason. A secret's row says that NAME_FILE works too. */
export function settingsTable(schema: SettingsSchema): string {
  const rows = Object.entries(schema).map(([name, { default: usual, unit, reason, secret }]) => [
    secret ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``,
    usual.words,
    unit,
    reason,
  ]);
  return markdownTable(['name', 'default', 'unit', 'reason'], rows);
}
