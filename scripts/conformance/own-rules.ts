import { pathToFileURL } from 'node:url';
import { checkTemplates, rules } from '../../test/templates/rules/check-templates.ts';
import { readTemplates } from '../../test/templates/rules/template.ts';

/**
 * Our own rules over every template, printed. True when nothing is found.
 * `node scripts/conformance/own-rules.ts templates/base/keys.yaml` shows one template.
 */
export function ownRulesHold(only = ''): boolean {
  const { findings, complaints, exceptions } = checkTemplates(readTemplates());
  const lines = [
    ...findings.map(
      ({ path, resource, rule, message }) => `${[path, resource].join(' ').trim()}: ${message} (${rule})`,
    ),
    ...complaints,
  ].filter((line) => line.startsWith(only));
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.stdout.write(
    `${rules.length} rules, ${exceptions.length} exceptions with their reasons, ${lines.length} findings\n`,
  );
  return lines.length === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = ownRulesHold(process.argv[2]) ? 0 : 1;
