import { z } from 'zod';

const Assertion = z.object({
  Assert: z.unknown().optional(),
  AssertDescription: z.string().default('a rule of the template'),
});

const Rules = z.record(
  z.string(),
  z.object({ RuleCondition: z.unknown().optional(), Assertions: z.array(Assertion).default([]) }),
);

/** One rule of a template for combinations of parameters. */
export interface TemplateRule {
  /** Undefined: always. */
  readonly condition: unknown;
  readonly assertions: readonly { readonly holds: unknown; readonly description: string }[];
}

/** The section `Rules` of a template that is sent to CloudFormation. Empty for an invalid section. */
export function templateRules(templateBody: string): readonly TemplateRule[] {
  const { Rules: written = {} } = JSON.parse(templateBody) as { Rules?: unknown };
  return Object.values(Rules.safeParse(written).data ?? {}).map(({ RuleCondition, Assertions }) => ({
    condition: RuleCondition,
    assertions: Assertions.map(({ Assert, AssertDescription }) => ({ holds: Assert, description: AssertDescription })),
  }));
}
