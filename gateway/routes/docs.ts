/** /openapi.json and /docs: what can be asked, for programs and for people. Everything is served from here. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';

export interface DocsHandlers {
  readonly openapi: RequestHandler;
  readonly page: RequestHandler;
  readonly file: RequestHandler;
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>LiveCalc gateway</title>
    <link rel="stylesheet" href="docs/swagger-ui.css" />
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const startScript = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', validatorUrl: null });\n`;

/** Nothing from elsewhere, no script in the page. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const fileTypes: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css'],
  ['swagger-ui-bundle.js', 'text/javascript'],
  ['favicon-32x32.png', 'image/png'],
]);

export function docsHandlers(document: Readonly<Record<string, unknown>>): DocsHandlers {
  const packageFile = createRequire(import.meta.url).resolve('swagger-ui-dist/package.json');
  const folder = path.dirname(packageFile);
  return {
    openapi: (_request, response) => void response.json(document),
    page: (_request, response) => {
      response.set('Content-Security-Policy', contentSecurityPolicy).type('html').send(page);
    },
    file: async (request, response) => {
      const name = String(request.params['file']);
      response.set('Cache-Control', 'private, max-age=3600');
      if (name === 'start.js') {
        response.type('text/javascript').send(startScript);
        return;
      }
      const type = fileTypes.get(name);
      if (type === undefined) throw noFile(name);
      response.type(type).send(await readFile(path.join(folder, name)));
    },
  };
}

function noFile(name: string): LiveCalcError {
  const message = `The page has no file ${name.slice(0, 100)}.`;
  return new LiveCalcError('NOT_FOUND', message, { found: name.slice(0, 100) });
}
