import { z } from 'zod';
import { PlinthError } from '../errors.ts';

/** What a release's container finds in its environment: plain values, and secrets by the ARN they stand under. */
export const ContainerEnvironment = z.object({
  variables: z.record(z.string(), z.string()).default({}),
  secrets: z.record(z.string(), z.string()).default({}),
});
export type ContainerEnvironment = z.infer<typeof ContainerEnvironment>;

const Template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
const TaskDefinition = z.looseObject({
  Properties: z.looseObject({ ContainerDefinitions: z.tuple([z.looseObject({})], z.unknown()) }),
});

/**
 * The release template with variables and secrets in its first container. CloudFormation has no parameter that is a
 * map, so the template itself is completed: as a structure, never as text, so that no value can become markup.
 */
export function withContainerEnvironment(templateBody: string, environment: ContainerEnvironment): string {
  const template = Template.parse(JSON.parse(templateBody));
  for (const resource of Object.values(template.Resources)) {
    if (resource.Type !== 'AWS::ECS::TaskDefinition') continue;
    const [container] = TaskDefinition.parse(resource).Properties.ContainerDefinitions;
    const definitions = (resource.Properties as { ContainerDefinitions: unknown[] }).ContainerDefinitions;
    definitions[0] = {
      ...container,
      Environment: [...entries(container.Environment), ...variableEntries(environment.variables)],
      Secrets: [...entries(container.Secrets), ...secretEntries(environment.secrets)],
    };
  }
  return JSON.stringify(template);
}

function entries(own: unknown): unknown[] {
  return Array.isArray(own) ? own : [];
}

function variableEntries(variables: Readonly<Record<string, string>>): unknown[] {
  return Object.entries(variables).map(([name, value]) => {
    refuseDynamicReference(name, value);
    return { Name: name, Value: value };
  });
}

function secretEntries(secrets: Readonly<Record<string, string>>): unknown[] {
  return Object.entries(secrets).map(([name, arn]) => {
    refuseDynamicReference(name, arn);
    return { Name: name, ValueFrom: arn };
  });
}

/** CloudFormation resolves `{{resolve:...}}` anywhere in a template, with the rights of the provisioner. */
function refuseDynamicReference(name: string, value: string): void {
  if (!value.includes('{{resolve:')) return;
  throw new PlinthError('InvalidParameter', `variable ${name} holds a dynamic reference; put it into \`secrets\``);
}
