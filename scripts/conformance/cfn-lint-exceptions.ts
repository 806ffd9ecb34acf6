import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkTemplates, type Exception } from '../../test/templates/rules/check-templates.ts';
import { readTemplates } from '../../test/templates/rules/template.ts';
import { expandTemplate } from './expand-template.ts';
import { outputOf, toolOf, tools } from './virtual-environment.ts';

const copies = 'dist/conformance/cfn-lint';

interface Match {
  readonly Filename: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

/** True when cfn-lint without exceptions reports a finding at each place that has an exception. */
export function cfnLintExceptionsAreNeeded(): boolean {
  const exceptions = checkTemplates(readTemplates()).exceptions.filter(({ tool }) => tool === 'cfn-lint');
  const found = exceptions.length === 0 ? new Set<string>() : whatIsFound();
  const needless = exceptions.filter((exception) => !found.has(keyOf(exception)));
  for (const exception of needless) process.stdout.write(`${keyOf(exception)} is ignored for nothing\n`);
  process.stdout.write(`${exceptions.length} exceptions to cfn-lint, ${needless.length} needless\n`);
  return needless.length === 0;
}

function whatIsFound(): ReadonlySet<string> {
  mkdirSync(copies, { recursive: true });
  const paths = globSync('templates/*/*.yaml').map((path) => path.replaceAll('\\', '/'));
  const copyOf = (path: string) => join(copies, `${path.split('/').at(-2)}-${basename(path, '.yaml')}.json`);
  for (const path of paths) writeFileSync(copyOf(path), expandTemplate(readFileSync(path, 'utf8'), 'cfn-lint'));
  const words = ['-c', 'I', '--format', 'json', '--', ...paths.map(copyOf)];
  const matches = JSON.parse(outputOf(toolOf(tools, 'cfn-lint'), words)) as readonly Match[];
  const original = new Map(paths.map((path) => [copyOf(path), path]));
  return new Set(
    matches.flatMap(({ Filename, Rule, Location }) => {
      const path = original.get(Filename) ?? '';
      const resource = String(Location.Path?.[1]);
      return [keyOf({ path, rule: Rule.Id, resource }), keyOf({ path, rule: Rule.Id })];
    }),
  );
}

/** Without a resource the template as a whole is meant. */
function keyOf({ path, resource = 'anywhere', rule }: Pick<Exception, 'path' | 'resource' | 'rule'>): string {
  return `${path} ${resource} ${rule}`;
}
