import { isRecord } from '../../../src/core/catalogue/parse-template.ts';
import { computeRules } from './compute-rules.ts';
import { contractRules } from './contract-rules.ts';
import { dataRules } from './data-rules.ts';
import { edgeRules } from './edge-rules.ts';
import { encryptionRules } from './encryption-rules.ts';
import { identityRules } from './identity-rules.ts';
import { networkRules } from './network-rules.ts';
import { permissionRules } from './permission-rules.ts';
import type { Finding, Rule } from './rule.ts';
import { sourceRules } from './source-rules.ts';
import { storageRules } from './storage-rules.ts';
import type { Template } from './template.ts';

const reasonLengthMin = 20;
const CFN_LINT_RULE = /^[EWI]\d{4}$/;

/** Every rule of ours. */
export const rules: readonly Rule[] = [
  ...contractRules,
  ...identityRules,
  ...sourceRules,
  ...permissionRules,
  ...networkRules,
  ...dataRules,
  ...encryptionRules,
  ...storageRules,
  ...computeRules,
  ...edgeRules,
];

/** A check that somebody set aside for one resource, or for a template, and why. */
export interface Exception {
  readonly path: string;
  /** Absent where the template as a whole is meant. */
  readonly resource?: string;
  readonly tool: 'plinth' | 'checkov' | 'cfn-lint';
  readonly rule: string;
  readonly reason: string;
}

export interface Judgement {
  /** What breaks a rule and is not set aside. */
  readonly findings: readonly Finding[];
  /** Exceptions that are not as they should be: no reason, no such rule, nothing that they set aside. */
  readonly complaints: readonly string[];
  readonly exceptions: readonly Exception[];
}

/** What our rules say about these templates. */
export function checkTemplates(templates: readonly Template[]): Judgement {
  const all = templates.flatMap((template) => rules.flatMap((rule) => rule.check(template)));
  const exceptions = templates.flatMap(exceptionsOf);
  const own = exceptions.filter(({ tool }) => tool === 'plinth');
  return {
    findings: all.filter((finding) => !own.some((exception) => covers(exception, finding))),
    complaints: exceptions.flatMap((exception) => complaintsAbout(exception, exceptions, all)),
    exceptions,
  };
}

function exceptionsOf(template: Template): readonly Exception[] {
  const { path } = template;
  return [
    ...readExceptions(template.metadata).map((exception) => ({ path, ...exception })),
    ...template.resources.flatMap(({ id, metadata }) =>
      readExceptions(metadata).map((exception) => ({ path, resource: id, ...exception })),
    ),
  ];
}

function readExceptions(
  metadata: Readonly<Record<string, unknown>>,
): readonly Pick<Exception, 'tool' | 'rule' | 'reason'>[] {
  const own = listAt(metadata, 'plinth:exceptions').map(({ Rule, Reason }) => {
    const rule = String(Rule);
    return {
      tool: CFN_LINT_RULE.test(rule) ? ('cfn-lint' as const) : ('plinth' as const),
      rule,
      reason: String(Reason ?? ''),
    };
  });
  const checkov = listAt(recordAt(metadata, 'checkov'), 'skip').map(({ id, comment }) => {
    return { tool: 'checkov' as const, rule: String(id), reason: String(comment ?? '') };
  });
  const ignored = recordAt(recordAt(metadata, 'cfn-lint'), 'config').ignore_checks;
  const unexplained = (Array.isArray(ignored) ? ignored.map(String) : [])
    .filter((rule) => !own.some((exception) => exception.rule === rule))
    .map((rule) => ({ tool: 'cfn-lint' as const, rule, reason: '' }));
  return [...own, ...checkov, ...unexplained];
}

function complaintsAbout(
  exception: Exception,
  all: readonly Exception[],
  findings: readonly Finding[],
): readonly string[] {
  const { path, resource, rule, reason, tool } = exception;
  const place = `${path}${resource === undefined ? '' : ` ${resource}`}: the exception to ${rule}`;
  const isDouble =
    all.filter((other) => other.path === path && other.resource === resource && other.rule === rule).length > 1;
  const isOurs = tool === 'plinth';
  // Words on cfn-lint's command line replace what a template says of itself as a whole: `cfn-lint -i I` would report it.
  const isTooWide = tool === 'cfn-lint' && resource === undefined;
  const isKnown = !isOurs || rules.some(({ id }) => id === rule);
  return [
    ...(reason.length >= reasonLengthMin ? [] : [`${place} has no reason of ${reasonLengthMin} characters`]),
    ...(isKnown ? [] : [`${place} names no rule`]),
    ...(isOurs && isKnown && !findings.some((finding) => covers(exception, finding))
      ? [`${place} sets nothing aside`]
      : []),
    ...(isTooWide ? [`${place} is at the template: make it at the resource, or write the template differently`] : []),
    ...(isDouble ? [`${place} is made twice`] : []),
  ];
}

function covers(exception: Exception, finding: Finding): boolean {
  return exception.path === finding.path && exception.resource === finding.resource && exception.rule === finding.rule;
}

function listAt(record: Readonly<Record<string, unknown>>, key: string): readonly Readonly<Record<string, unknown>>[] {
  const value = record[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function recordAt(record: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = record[key];
  return isRecord(value) ? value : {};
}
