/** Modules of library/, each after those it imports. */
export const libraryNames = [
  'calc_engine_interface',
  'livecalc_short_rates',
  'livecalc_search',
  'livecalc_host',
  'livecalc_shut',
  'livecalc_short_rates',
  'livecalc_search',
] as const satisfies readonly string[];
