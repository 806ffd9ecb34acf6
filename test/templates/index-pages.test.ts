import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { parseTemplate } from '../../src/core/catalogue/parse-template.ts';

interface Site {
  readonly Resources: { readonly IndexPages: { readonly Properties: { readonly FunctionCode: string } } };
}

/** What the edge function of a static site makes of a path. */
function rewritten(uri: string): string {
  const template = parseTemplate(readFileSync('templates/application/static-site.yaml', 'utf8')) as unknown as Site;
  const code = template.Resources.IndexPages.Properties.FunctionCode;
  const handler = new Script(`${code}; handler`).runInNewContext() as (event: object) => { uri: string };
  return handler({ request: { uri } }).uri;
}

test.each([
  ['/', '/index.html'],
  ['/docs/', '/docs/index.html'],
  ['/docs', '/docs/index.html'],
  ['/docs/page.html', '/docs/page.html'],
  ['/v1.2/notes', '/v1.2/notes/index.html'],
  ['/assets/app.3f2a.js', '/assets/app.3f2a.js'],
])('a static site answers %s with %s', (path, file) => {
  expect(rewritten(path)).toBe(file);
});
