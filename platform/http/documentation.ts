import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router, static as serveFolder } from 'express';

const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** /openapi.json, and /docs that shows it with the Swagger UI from node_modules. */
export function documentation(title: string, document: () => object): Router {
  const router = Router();
  let text: string | undefined;
  router.use(['/openapi.json', '/docs'], (_request, response, next) => {
    response.setHeader('Cache-Control', 'public, no-cache');
    next();
  });
  router.get('/openapi.json', (_request, response) => {
    text ??= JSON.stringify(document());
    response.type('json').send(text);
  });
  router.get('/docs', (_request, response) => {
    response.type('html').send(page(title));
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send("SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true });");
  });
  router.use('/docs', serveFolder(swaggerUi, { index: false }));
  return router;
}

function page(title: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
`;
}
