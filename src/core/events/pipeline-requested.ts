import { z } from 'zod';
import type { Operation } from '../entities.ts';
import { ERRORS, PlinthError } from '../errors.ts';
import { acceptOperation } from '../operation/accept-operation.ts';
import { readOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { parseBody } from '../spec/parse-body.ts';
import { ReleaseRequest } from '../spec/release-request.ts';

/**
 * The event that CodePipeline sends to the function of an Invoke action.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
 */
export const PipelineRequested = z.object({
  'CodePipeline.job': z.object({
    id: z.string().min(1).max(100),
    data: z.object({
      actionConfiguration: z.object({ configuration: z.object({ UserParameters: z.string().max(1000).default('') }) }),
      /** The token that the previous answer returned. */
      continuationToken: z.string().max(2048).optional(),
    }),
  }),
});
export type PipelineRequested = z.infer<typeof PipelineRequested>;

/** The action's UserParameters: an application, and what to release into it. */
const UserParameters = z.strictObject({
  scope: z.string().max(200),
  image: z.string().optional(),
  from: z.string().optional(),
});

/** The longest message that the console shows whole. */
const reasonLengthMax = 2000;
const begun = 'operation/';
const refused = 'refused/';

/**
 * Starts the release that a pipeline requests and answers its job: continue later, succeeded or failed. CodePipeline calls again until
 * the operation has ended, so the function does not wait, not for a held lock either.
 */
export async function pipelineRequested(event: PipelineRequested, ports: Ports): Promise<void> {
  const { id, data } = event['CodePipeline.job'];
  const token = data.continuationToken ?? '';
  try {
    const operation = token.startsWith(begun)
      ? await readOperation(token.slice(begun.length), ports)
      : await accept(token.startsWith(refused) ? token.slice(refused.length) : id, data, ports);
    await answer(id, operation, ports);
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error;
    const first = token.startsWith(refused) ? token : `${refused}${id}`;
    if (ERRORS[error.code].retryable) return ports.pipelines.proceed(id, first);
    await ports.pipelines.fail(id, `${error.code}: ${error.message}`.slice(0, reasonLengthMax));
  }
}

type JobData = PipelineRequested['CodePipeline.job']['data'];

/** The id of the action's first job is the Idempotency-Key: later jobs of the action find the same operation. */
function accept(firstJob: string, { actionConfiguration }: JobData, ports: Ports): Promise<Operation> {
  const { scope: path, ...request } = userParameters(actionConfiguration.configuration.UserParameters);
  const scope = parseScope(path);
  if (scope?.layer !== 'application') throw new PlinthError('InvalidRequest', `'${path}' is not an application`);
  return acceptOperation(
    {
      kind: 'release',
      scope,
      request: parseBody(ReleaseRequest, request),
      principal: 'codepipeline.amazonaws.com',
      trigger: 'pipeline-requested',
      idempotencyKey: firstJob,
    },
    ports,
  );
}

/** CodePipeline inserts variables of a build into the text without escaping: a value can add keys to the JSON object. */
function userParameters(text: string): z.infer<typeof UserParameters> {
  const names = [...text.matchAll(/"(scope|image|from)"\s*:/g)].map(([, name]) => name);
  if (new Set(names).size < names.length) {
    throw new PlinthError('InvalidRequest', `UserParameters has a key twice: '${text}'`);
  }
  try {
    return parseBody(UserParameters, JSON.parse(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new PlinthError('InvalidRequest', `UserParameters is not valid JSON: '${text}'`, { cause });
  }
}

async function answer(jobId: string, operation: Operation, { pipelines }: Ports): Promise<void> {
  switch (operation.status) {
    case 'accepted':
    case 'running':
    case 'waiting':
      return pipelines.proceed(jobId, `${begun}${operation.id}`);
    case 'succeeded':
      return pipelines.succeed(jobId, `${operation.scope}: ${operation.id} succeeded`);
    case 'failed':
    case 'cancelled':
      return pipelines.fail(jobId, reasonOf(operation).slice(0, reasonLengthMax));
  }
}

function reasonOf(operation: Extract<Operation, { status: 'failed' | 'cancelled' }>): string {
  const error = 'error' in operation ? operation.error : undefined;
  const said = [error?.message, error?.cause].filter((text) => text !== undefined).join(': ');
  return `${operation.id} ${operation.status}${said === '' ? '' : `: ${said}`}`;
}
