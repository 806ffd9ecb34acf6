import { PlinthError } from '../errors.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { Plan, PlannedStack } from '../plan/plan.ts';
import type { NamedType, NameHolder } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';
import { plannedNames } from './planned-names.ts';

type NamePorts = Pick<Ports, 'catalogue' | 'names' | 'stacks'>;

/**
 * Looks up each name that a stack to be created would take. Throws NameTaken, with its owner, for one that something else has:
 * CloudFormation would refuse it minutes later.
 */
export async function assertNamesFree({ stacks }: Plan, ports: NamePorts): Promise<void> {
  const created = stacks.filter(({ action }) => action === 'create');
  await forEachBounded(created, (stack) => assertFreeFor(stack, ports));
}

/** Throws InvalidRequest when the application names a repository that does not exist. */
export async function assertRepositoryExists(
  { repository }: Pick<ApplicationSpec, 'repository'>,
  { names, settings }: Pick<Ports, 'names' | 'settings'>,
): Promise<void> {
  if (repository === undefined) return;
  if ((await names.holder(settings, 'AWS::ECR::Repository', repository.existing)) !== undefined) return;
  const message = `${settings.account} has no ECR repository '${repository.existing}' in ${settings.region}; create it, or remove \`repository\``;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/repository/existing', message }] });
}

async function assertFreeFor(stack: PlannedStack, ports: NamePorts): Promise<void> {
  const component = ports.catalogue.component(stack.component);
  if (component === undefined) return;
  const { account, region } = stack.target;
  const place = { 'AWS::AccountId': { value: account }, 'AWS::Region': { value: region } };
  const parameters = { ...stack.parameters, ...stack.foreseen, ...place };
  for (const { type, name } of plannedNames(component.templateBody, parameters)) {
    const holder = await ports.names.holder(stack.target, type, name);
    if (holder && !(await isOfStack(holder, stack, ports))) throw nameTaken({ type, name, holder });
  }
}

/** An earlier operation may have made the stack and ended without recording it. */
async function isOfStack({ physicalId }: NameHolder, stack: PlannedStack, ports: NamePorts): Promise<boolean> {
  const found = await ports.stacks.describe(stack.target, stack.stackName);
  if (found === undefined || found.status === 'DELETE_COMPLETE') return false;
  const resources = await ports.stacks.resources(stack.target, found.stackId);
  return resources.some((resource) => resource.physicalId === physicalId);
}

interface Taken {
  readonly type: NamedType;
  readonly name: string;
  readonly holder: NameHolder;
}

const kinds: Readonly<Record<NamedType, string>> = {
  'AWS::ECR::Repository': 'ECR repository',
  'AWS::ECS::Cluster': 'ECS cluster',
  'AWS::Route53::HostedZone': 'hosted zone',
};

const remedies: Readonly<Record<NamedType, (name: string) => string>> = {
  'AWS::ECR::Repository': (name) =>
    `to use it as it is, set \`repository\` of the application to {"existing": "${name}"}`,
  'AWS::ECS::Cluster': () => 'choose another name for the environment, or delete the cluster',
  'AWS::Route53::HostedZone': () => 'choose another domain, or delete the zone',
};

function nameTaken({ type, name, holder }: Taken): PlinthError {
  const owner = ownerOf(holder);
  const message = `${kinds[type]} '${name}' exists already and belongs to ${owner}; ${remedies[type](name)}`;
  return new PlinthError('NameTaken', message, { extra: { owner, arn: holder.arn } });
}

/**
 * CloudFormation tags what it creates with its stack.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
export function ownerOf({ tags, arn }: Pick<NameHolder, 'tags' | 'arn'>): string {
  const stack = tags['aws:cloudformation:stack-name'];
  const scope = tags['plinth:scope'];
  if (stack !== undefined && scope !== undefined) return `${scope} (stack ${stack})`;
  if (stack !== undefined) return `stack ${stack}`;
  return tags.owner ?? tags.Owner ?? `no stack (${arn})`;
}
