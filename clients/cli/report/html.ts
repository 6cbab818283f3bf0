/** Markup in which every value is escaped unless it is markup itself. */

/** Markup that is safe to put into a page. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** html`<p>${name}</p>`: text and numbers are escaped, lists are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(
    strings
      .map((string, index) => string + (index in values ? markup(values[index]!) : ''))
      .join(''),
  );
}

function markup(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map(markup).join('');
  return String(content).replace(/[&<>"']/g, (character) => entities[character]!);
}

/** A column of `htmlTable`. */
export interface Heading {
  readonly text: string;
  /** Numbers are right-aligned. */
  readonly isNumber?: boolean;
}

/** A table whose first column heads its rows. */
export function htmlTable(
  headings: readonly Heading[],
  rows: readonly (readonly Content[])[],
): Html {
  const kind = (index: number): string => (headings[index]?.isNumber ? 'number' : 'text');
  const head = headings.map(
    ({ text }, index) => html`<th scope="col" class="${kind(index)}">${text}</th>`,
  );
  const body = rows.map((row) => {
    const [first = '', ...rest] = row;
    const cells = rest.map((cell, index) => html`<td class="${kind(index + 1)}">${cell}</td>`);
    return html`<tr>
      <th scope="row" class="${kind(0)}">${first}</th>
      ${cells}
    </tr> `;
  });
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}
