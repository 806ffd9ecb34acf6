import type { Resource, Template } from './template.ts';

export interface Finding {
  readonly path: string;
  readonly rule: string;
  /** Absent where the template as a whole is meant. */
  readonly resource?: string;
  readonly message: string;
}

/** One thing that every template keeps. Its id is what an exception names. */
export interface Rule {
  readonly id: string;
  /** What is kept, in a sentence. */
  readonly says: string;
  check(template: Template): readonly Finding[];
}

type Complaints = string | undefined | readonly (string | undefined)[];

interface ResourceRule {
  readonly id: string;
  readonly says: string;
  /** The types it is about; absent: all. */
  readonly types?: readonly string[];
  /** What is wrong with a resource; nothing when all is well. */
  check(resource: Resource, template: Template): Complaints;
}

/** A rule about single resources. */
export function resourceRule({ id, says, types, check }: ResourceRule): Rule {
  return {
    id,
    says,
    check: (template) =>
      (types ? template.ofType(...types) : template.resources).flatMap((resource) =>
        complaints(check(resource, template)).map((message) => {
          return { path: template.path, rule: id, resource: resource.id, message };
        }),
      ),
  };
}

/** A rule about a template as a whole. */
export function templateRule(rule: Pick<Rule, 'id' | 'says'> & { check(template: Template): Complaints }): Rule {
  return {
    ...rule,
    check: (template) =>
      complaints(rule.check(template)).map((message) => ({ path: template.path, rule: rule.id, message })),
  };
}

/** A sentence for the resource, unless all that can stand at the path is as wanted. */
export function unless(wanted: boolean, message: string): string | undefined {
  return wanted ? undefined : message;
}

/** True when whatever can stand at the path is as wanted, and something does. */
export function always(values: readonly unknown[], wanted: (value: unknown) => boolean): boolean {
  return values.length > 0 && values.every(wanted);
}

function complaints(found: Complaints): readonly string[] {
  const all = found === undefined || typeof found === 'string' ? [found] : found;
  return [...new Set(all.filter((message) => message !== undefined))];
}
