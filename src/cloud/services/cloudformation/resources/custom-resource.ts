import { companion } from '../../../kernel/companion.ts';
import { AwsError } from '../../../kernel/errors.ts';
import { isObject } from '../../../kernel/json-object.ts';
import type { CreatedResource, Kernel, ResourceContext, ResourceType } from '../../../kernel/service.ts';

const TIMEOUT_SECONDS_MAX = 3600;

/** `Custom::*` and `AWS::CloudFormation::CustomResource`: a Lambda function or an SNS topic does the work. */
export const customResourceType: ResourceType = {
  typeName: 'AWS::CloudFormation::CustomResource',
  timing: 'own',
  create: (properties, context) => request('Create', { properties }, context),
  update: (resource, properties, previous, context) => request('Update', { properties, previous, resource }, context),
  async delete(resource, properties, context) {
    await request('Delete', { properties, resource }, context);
  },
};

interface CustomRequest {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly previous?: Readonly<Record<string, unknown>>;
  readonly resource?: CreatedResource;
}

interface CustomResponse {
  readonly Status?: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly Data?: Record<string, unknown>;
}

async function request(
  requestType: 'Create' | 'Delete' | 'Update',
  { properties, previous, resource }: CustomRequest,
  context: ResourceContext,
): Promise<CreatedResource> {
  const { kernel, logicalId, stackId, typeName } = context;
  const requestId = kernel.random.uuid();
  const token = String(properties.ServiceToken ?? '');
  const answer = openAnswer(context, requestId);
  const event = {
    RequestType: requestType,
    ServiceToken: token,
    ResponseURL: answer.url,
    StackId: stackId,
    RequestId: requestId,
    LogicalResourceId: logicalId,
    ...(resource === undefined ? {} : { PhysicalResourceId: resource.physicalId }),
    ResourceType: typeName,
    ResourceProperties: stringified(properties),
    ...(previous === undefined ? {} : { OldResourceProperties: stringified(previous) }),
  };
  await send(token, event, context);
  const timeoutSeconds = Math.min(Number(properties.ServiceTimeout ?? TIMEOUT_SECONDS_MAX), TIMEOUT_SECONDS_MAX);
  const response = await answer.wait(timeoutSeconds, context.signal);
  if (response === undefined) {
    throw new AwsError(
      'CustomResource',
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
    );
  }
  const physicalId = response.PhysicalResourceId ?? resource?.physicalId ?? context.physicalName(255);
  const created = { physicalId, attributes: isObject(response.Data) ? response.Data : {} };
  if (response.Status === 'SUCCESS') return created;
  if (requestType === 'Create') context.announce(created);
  throw new AwsError(
    'CustomResource',
    `Received response status [FAILED] from custom resource. Message returned: ${response.Reason ?? ''} (RequestId: ${requestId})`,
  );
}

async function send(token: string, event: object, context: ResourceContext): Promise<void> {
  const { kernel } = context;
  if (token.includes(':sns:')) {
    await kernel.invoke(
      'sns',
      'Publish',
      { TopicArn: token, Subject: 'AWS CloudFormation custom resource request', Message: JSON.stringify(event) },
      context,
    );
    return;
  }
  if (!token.includes(':lambda:')) {
    throw new AwsError('ValidationError', `Invalid service token. ${token}`);
  }
  const Payload = Buffer.from(JSON.stringify(event));
  await kernel.invoke('lambda', 'Invoke', { FunctionName: token, InvocationType: 'Event', Payload }, context);
}

interface Answer {
  readonly url: string;
  /** `undefined` without a response within the timeout. */
  wait(timeoutSeconds: number, signal: AbortSignal): Promise<CustomResponse | undefined>;
}

type Inbox = Map<string, (response: CustomResponse) => void>;

/** A URL that takes one `PUT`, like the pre-signed S3 URL of AWS. */
function openAnswer({ kernel, region, stackId, logicalId }: ResourceContext, requestId: string): Answer {
  const host = `cloudformation-custom-resource-response-${region}.s3.${region}.amazonaws.com`;
  const inbox = inboxOf(kernel, region, host);
  const path = `/${encodeURIComponent(`${stackId}|${logicalId}|${requestId}`)}`;
  let received: CustomResponse | undefined;
  const arrival = new AbortController();
  inbox.set(path, (response) => {
    received = response;
    inbox.delete(path);
    arrival.abort();
  });
  const url = `https://${host}${path}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=7200&X-Amz-Signature=${kernel.random.hex(64)}`;
  return {
    url,
    async wait(timeoutSeconds, signal) {
      try {
        if (!arrival.signal.aborted) {
          await kernel.clock.sleep(timeoutSeconds, AbortSignal.any([arrival.signal, signal]));
        }
      } catch {
        if (!arrival.signal.aborted) signal.throwIfAborted();
      } finally {
        inbox.delete(path);
      }
      return received;
    },
  };
}

const inboxesOf = companion((_kernel: Kernel) => new Map<string, Inbox>());

function inboxOf(kernel: Kernel, region: string, host: string): Inbox {
  const known = inboxesOf(kernel).get(region);
  if (known !== undefined) return known;
  const inbox: Inbox = new Map();
  inboxesOf(kernel).set(region, inbox);
  for (const port of [80, 443]) {
    kernel.network.register(host, port, async ({ url, body }) => {
      const deliver = inbox.get(new URL(url).pathname);
      const response = parseResponse(body);
      if (deliver === undefined || response === undefined) return { status: 403, headers: {}, body: new Uint8Array() };
      deliver(response);
      return { status: 200, headers: {}, body: new Uint8Array() };
    });
  }
  return inbox;
}

function parseResponse(body: Uint8Array): CustomResponse | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return isObject(parsed) ? (parsed as CustomResponse) : undefined;
  } catch {
    return undefined;
  }
}

/** CloudFormation passes every primitive to a custom resource as text. */
function stringified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringified);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, stringified(member)]));
  return String(value);
}
