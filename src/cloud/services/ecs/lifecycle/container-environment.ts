import type { ContainerDefinition, Secret } from '@aws-sdk/client-ecs';
import { endpointOf } from '../../../kernel/endpoint.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { PulledImage } from '../images/pull-image.ts';
import type { EcsCall, Task } from '../store.ts';

/** Environment of a container: from the image, the task definition, the overrides of RunTask, secrets, and Fargate. */
export async function environmentOf(
  task: Task,
  container: { readonly definition: ContainerDefinition; readonly image: PulledImage },
  call: EcsCall,
): Promise<Record<string, string>> {
  const { definition, image } = container;
  const override = task.overrides.containerOverrides?.find(({ name }) => name === definition.name);
  const secrets = await Promise.all((definition.secrets ?? []).map((secret) => secretValue(secret, call)));
  return {
    ...Object.fromEntries((image.config.Env ?? []).map((line) => line.split(/=(.*)/s, 2))),
    ...fargateEnvironment(task, call),
    ...pairs(definition.environment),
    ...pairs(override?.environment),
    ...Object.fromEntries(secrets),
  };
}

function fargateEnvironment(task: Task, { kernel, region, account }: EcsCall): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
    AWS_ENDPOINT_URL: endpointOf(kernel).url,
    // The access key id is the account id, by which the embedded cloud recognises the caller's account.
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'task',
    ECS_CONTAINER_METADATA_URI_V4: `http://169.254.170.2/v4/${task.id}`,
  };
}

function pairs(
  list: readonly { name?: string | undefined; value?: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ name, value }) => [name ?? '', value ?? '']));
}

async function secretValue({ name, valueFrom }: Secret, call: EcsCall): Promise<[string, string]> {
  const source = valueFrom ?? '';
  const value = source.startsWith('arn:aws:secretsmanager:')
    ? await fromSecretsManager(source, call)
    : await fromParameterStore(source, call);
  return [name ?? '', value];
}

/** `arn[:json-key[:version-stage[:version-id]]]`: a secret's ARN has seven parts of its own. */
async function fromSecretsManager(source: string, call: EcsCall): Promise<string> {
  const parts = source.split(':');
  const [key, VersionStage, VersionId] = parts.slice(7);
  const input = {
    SecretId: parts.slice(0, 7).join(':'),
    ...(VersionStage ? { VersionStage } : {}),
    ...(VersionId ? { VersionId } : {}),
  };
  const answer = call.kernel.invoke<{ SecretString: string }>('secretsmanager', 'GetSecretValue', input, call);
  const { SecretString } = await answer.catch((error: unknown) => {
    throw unavailable('unable to retrieve secret from asm', error);
  });
  if (!key) return SecretString;
  const value = (JSON.parse(SecretString) as Record<string, unknown>)[key];
  if (value === undefined) {
    throw initializationError(
      `unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key ${key}`,
    );
  }
  return String(value);
}

async function fromParameterStore(source: string, call: EcsCall): Promise<string> {
  const input = { Name: /:parameter(\/.*)$/.exec(source)?.[1] ?? source, WithDecryption: true };
  const answer = call.kernel.invoke<{ Parameter: { Value: string } }>('ssm', 'GetParameter', input, call);
  const { Parameter } = await answer.catch((error: unknown) => {
    throw unavailable('unable to retrieve secrets from ssm', error, source);
  });
  return Parameter.Value;
}

function unavailable(what: string, error: unknown, parameter = ''): AwsError {
  if (!(error instanceof AwsError)) throw error;
  const why =
    parameter !== '' && error.code === 'ParameterNotFound'
      ? `invalid parameters: ${parameter}`
      : `${error.code}: ${error.message}`;
  return initializationError(`${what}: service call has been retried 1 time(s): ${why}`);
}

function initializationError(why: string): AwsError {
  return new AwsError(
    'ResourceInitializationError',
    `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ${why}`,
  );
}
