import { readTemplate, type Template } from './rules/template.ts';

const DESCRIBED = { 'plinth:description': 'A thing' };

/** A template with one resource of this type and these properties, and whatever else is said. */
export function sketch(Type: string, Properties: object = {}, more: Readonly<Record<string, unknown>> = {}): Template {
  const {
    Plinth = {},
    Parameters = {},
    Resources = {},
    Resource = {},
    lines = 0,
    path = 'templates/base/sketch.yaml',
  } = more;
  const body = {
    Metadata: {
      Plinth: { Component: 'sketch', Layer: 'base', Summary: 'A sketch of a test.', ...(Plinth as object) },
    },
    Parameters,
    Resources: { Thing: { Type, Metadata: DESCRIBED, Properties, ...(Resource as object) }, ...(Resources as object) },
  };
  return readTemplate(String(path), `${JSON.stringify(body, undefined, 1)}${'\n# more'.repeat(Number(lines))}`);
}

/** A role whose one policy has these statements. */
export function roleThat(...Statement: readonly object[]): Template {
  return sketch('AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement } });
}

/** A security group with one rule. */
export function groupWith(rule: object, more: Readonly<Record<string, unknown>> = {}): Template {
  return sketch('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [rule] }, more);
}
