import { expect, it } from 'vitest';
import { html, htmlTable } from './html.ts';

it('escapes text and keeps markup, in lists too', () => {
  const name = `<b title="x">'&'</b>`;
  const items = ['a<b', html`<i>${1}</i>`];
  expect(html`<p title="${name}">${items}</p>`.text).toBe(
    '<p title="&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;">a&lt;b<i>1</i></p>',
  );
});

it('heads every row of a table by its first cell', () => {
  const { text } = htmlTable([{ text: 'year' }, { text: 'net', isNumber: true }], [[1, '<2']]);
  expect(text).toContain('<th scope="col" class="number">net</th>');
  expect(text).toMatch(/<th scope="row" class="text">1<\/th>\s*<td class="number">&lt;2<\/td>/);
});
