import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { machineEnvironment } from './machine-environment.ts';

/** The environment of a release's container: plain values, and secrets by their ARNs. */
export const ContainerEnvironment = z.object({
  variables: z.record(z.string(), z.string()).default({}),
  secrets: z.record(z.string(), z.string()).default({}),
  /** Replaces the command of the image. */
  command: z.array(z.string()).readonly().optional(),
});
export type ContainerEnvironment = z.infer<typeof ContainerEnvironment>;

const Template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
const TaskDefinition = z.looseObject({
  Properties: z.looseObject({ ContainerDefinitions: z.tuple([z.looseObject({})], z.unknown()) }),
});

const LaunchTemplate = z.looseObject({
  Properties: z.looseObject({
    LaunchTemplateData: z.looseObject({ UserData: z.strictObject({ 'Fn::Base64': z.unknown() }) }),
  }),
});

/**
 * The release template with variables and secrets in its first container, or in the user data of its instances. No parameter type
 * of CloudFormation is a map, so the template itself is completed: as a structure, never as text, so that no value can
 * become markup.
 */
export function withContainerEnvironment(templateBody: string, environment: ContainerEnvironment): string {
  const template = Template.parse(JSON.parse(templateBody));
  for (const [name, value] of Object.entries({ ...environment.variables, ...environment.secrets })) {
    assertNoDynamicReference(name, value);
  }
  for (const resource of Object.values(template.Resources)) {
    if (resource.Type === 'AWS::ECS::TaskDefinition') completeContainer(resource, environment);
    if (resource.Type === 'AWS::EC2::LaunchTemplate') completeUserData(resource, environment);
  }
  return JSON.stringify(template);
}

function completeContainer(resource: object, { variables, secrets, command }: ContainerEnvironment): void {
  const [container] = TaskDefinition.parse(resource).Properties.ContainerDefinitions;
  const { Properties } = resource as { Properties: { ContainerDefinitions: unknown[] } };
  Properties.ContainerDefinitions[0] = {
    ...container,
    ...(command && { Command: command }),
    Environment: [...entries(container.Environment), ...variableEntries(variables)],
    Secrets: [...entries(container.Secrets), ...secretEntries(secrets)],
  };
}

function completeUserData(resource: object, environment: ContainerEnvironment): void {
  LaunchTemplate.parse(resource);
  const { Properties } = resource as { Properties: { LaunchTemplateData: { UserData: { 'Fn::Base64': unknown } } } };
  const { UserData } = Properties.LaunchTemplateData;
  UserData['Fn::Base64'] = { 'Fn::Join': ['', [UserData['Fn::Base64'], ...machineEnvironment(environment)]] };
}

function entries(own: unknown): unknown[] {
  return Array.isArray(own) ? own : [];
}

function variableEntries(variables: Readonly<Record<string, string>>): unknown[] {
  return Object.entries(variables).map(([name, value]) => ({ Name: name, Value: value }));
}

function secretEntries(secrets: Readonly<Record<string, string>>): unknown[] {
  return Object.entries(secrets).map(([name, arn]) => ({ Name: name, ValueFrom: arn }));
}

/** CloudFormation resolves `{{resolve:...}}` anywhere in a template, with the rights of the provisioner. */
function assertNoDynamicReference(name: string, value: string): void {
  if (!value.includes('{{resolve:')) return;
  throw new PlinthError(
    'InvalidParameter',
    `variable ${name} contains a dynamic reference ({{resolve:...}}); move it to \`secrets\``,
  );
}
