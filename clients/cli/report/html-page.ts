/** The frame of a page that needs nothing but itself: no script, no font, no address, no date. */
import { readFile } from 'node:fs/promises';
import { runtimeVersion } from '../../../runtime/version.ts';
import { Html, html } from './html.ts';

const styleFile = new URL('report.css', import.meta.url);

export interface PageContent {
  readonly title: string;
  /** Below the title. */
  readonly header: Html;
  readonly sections: readonly Html[];
  /** What it was written from: `result.json and its tables`. */
  readonly source: string;
}

/** The whole page as text. */
export async function htmlPage({ title, header, sections, source }: PageContent): Promise<string> {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Html(await readFile(styleFile, 'utf8'))}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${title}</h1>
            ${header}
          </header>
          ${sections.map((section) => html`<section>${section}</section> `)}
        </main>
        <footer class="muted">Written by LiveCalc ${runtimeVersion} from ${source}.</footer>
      </body>
    </html> `.text;
}
