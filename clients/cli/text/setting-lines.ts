import type { SettingsSchema } from '../../../service/settings/setting.ts';
import { wrapWords } from './lines.ts';

/** The settings of a server, for its help. */
export function settingLines(settings: SettingsSchema): string {
  return Object.entries(settings)
    .map(([name, { default: usual, unit, reason, secret }]) => {
      const value = /^\d+$/.test(usual.words) ? `${usual.words} ${unit}`.trimEnd() : usual.words;
      const names = secret ? `${name} or ${name}_FILE` : name;
      return `  ${names} (default: ${value})\n${wrapWords(`      ${reason}`, '      ')}`;
    })
    .join('\n');
}
