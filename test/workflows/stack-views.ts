import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Stage } from './harness.ts';

/** Outputs of a stack by name. Throws when there is no such stack. */
export async function outputsOf({ aws }: Stage, StackName: string): Promise<Readonly<Record<string, string>>> {
  const { Stacks = [] } = await new CloudFormationClient(aws).send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/** Physical ids of a stack's resources of one type. */
export async function resourcesOf({ aws }: Stage, StackName: string, type: string): Promise<string[]> {
  const answer = await new CloudFormationClient(aws).send(new ListStackResourcesCommand({ StackName }));
  const found = (answer.StackResourceSummaries ?? []).filter(({ ResourceType }) => ResourceType === type);
  return found.map(({ PhysicalResourceId = '' }) => PhysicalResourceId);
}

/** What became of one resource of a stack, newest first. A stack that is gone is found by its id. */
export async function fateOf({ aws }: Stage, stackId: string, logicalId: string): Promise<readonly string[]> {
  const answer = await new CloudFormationClient(aws).send(new DescribeStackEventsCommand({ StackName: stackId }));
  const own = (answer.StackEvents ?? []).filter(({ LogicalResourceId }) => LogicalResourceId === logicalId);
  return own.map(({ ResourceStatus = '' }) => ResourceStatus);
}

/** The members of a secret that is a JSON object. */
export async function secretOf({ aws }: Stage, SecretId = ''): Promise<Readonly<Record<string, string>>> {
  const { SecretString = '{}' } = await new SecretsManagerClient(aws).send(new GetSecretValueCommand({ SecretId }));
  return JSON.parse(SecretString);
}
