import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkTemplates, type Exception } from '../../test/templates/rules/check-templates.ts';
import { readTemplates } from '../../test/templates/rules/template.ts';
import { expandTemplate } from './expand-template.ts';
import { checkov, outputOf, toolOf } from './virtual-environment.ts';

const copies = 'dist/conformance/checkov';

/**
 * Checks that contradict what was decided for the whole catalogue. Everything else is set aside where it stands, in the
 * template's metadata.
 */
export const setAside: Readonly<Record<string, string>> = {};

interface Report {
  readonly results: { readonly failed_checks: readonly Check[]; readonly skipped_checks: readonly Check[] };
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number };
}

interface Check {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  /** Type and logical id. */
  readonly resource: string;
}

/** Checkov over every template, printed. True when it finds nothing and every exception to it sets something aside. */
export function checkovFindsNothing(): boolean {
  writeCopies();
  const words = ['-d', copies, '--framework', 'cloudformation', '--skip-download', '--output', 'json'];
  const skipped = Object.keys(setAside).flatMap((id) => ['--skip-check', id]);
  const { results, summary } = JSON.parse(outputOf(toolOf(checkov, 'checkov'), [...words, ...skipped])) as Report;
  const lines = [
    ...results.failed_checks.map((check) => `${placementOf(check)}: ${check.check_name} (${check.check_id})`),
    ...needless(results.skipped_checks).map(
      ({ path, resource, rule }) => `${path} ${resource}: ${rule} is skipped for nothing`,
    ),
    ...(summary.parsing_errors > 0 ? [`${summary.parsing_errors} templates cannot be read`] : []),
  ];
  for (const line of lines.toSorted()) process.stdout.write(`${line}\n`);
  for (const [id, reason] of Object.entries(setAside)) process.stdout.write(`set aside: ${id}: ${reason}\n`);
  process.stdout.write(
    `${summary.passed} passed, ${results.skipped_checks.length} set aside, ${lines.length} findings\n`,
  );
  return summary.passed > 0 && lines.length === 0;
}

/** Without loops, which checkov cannot read: it would pass over such a template in silence. */
function writeCopies(): void {
  rmSync(copies, { recursive: true, force: true });
  for (const path of globSync('templates/*/*.yaml')) {
    const copy = join(copies, path.replace(/^templates[\\/]/, '').replace(/\.yaml$/, '.json'));
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, expandTemplate(readFileSync(path, 'utf8')));
  }
}

function placementOf({ file_path, resource }: Check): string {
  return `templates${file_path.replace(/\.json$/, '.yaml')} ${resource.split('.').at(-1)}`;
}

/** Exceptions that checkov had no use for. */
function needless(skipped: readonly Check[]): readonly Exception[] {
  const used = new Set(skipped.map((check) => `${placementOf(check)} ${check.check_id}`));
  return checkTemplates(readTemplates()).exceptions.filter(
    ({ tool, path, resource, rule }) => tool === 'checkov' && !used.has(`${path} ${resource} ${rule}`),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = checkovFindsNothing() ? 0 : 1;
