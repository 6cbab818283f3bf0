/** The forms in which tables can be had, and which of them a request asks for. */
import type { Request } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';

/** The first is what is stored, costs nothing, and is the answer to who does not say. */
export const tableForms = {
  arrow: { mediaType: 'application/vnd.apache.arrow.stream', ending: 'arrow' },
  parquet: { mediaType: 'application/vnd.apache.parquet', ending: 'parquet' },
  csv: { mediaType: 'text/csv', ending: 'csv' },
  json: { mediaType: 'application/json', ending: 'json' },
} as const;

export type TableForm = keyof typeof tableForms;

export const formNames = Object.keys(tableForms) as readonly TableForm[];

/** By `?format`, which anybody can write into an address, or else by Accept. Throws NOT_ACCEPTABLE. */
export function askedForm(request: Request): TableForm {
  const { format } = request.query;
  if (format !== undefined) {
    const known = formNames.find((name) => name === format);
    if (known !== undefined) return known;
    throw notAcceptable(`?format is ${JSON.stringify(format).slice(0, 60)}`);
  }
  const accepted = request.accepts(formNames.map((name) => tableForms[name].mediaType));
  const form = formNames.find((name) => tableForms[name].mediaType === accepted);
  if (form !== undefined) return form;
  throw notAcceptable(`Accept is ${String(request.get('Accept')).slice(0, 200)}`);
}

function notAcceptable(found: string): LiveCalcError {
  const expected = formNames.map((name) => `${tableForms[name].mediaType} (${name})`).join(', ');
  const message = `${found}; tables can be had as ${expected}. Send one of these as Accept, or its short name as ?format.`;
  return new LiveCalcError('NOT_ACCEPTABLE', message, { found, expected });
}
