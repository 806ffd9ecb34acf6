import type { Stage } from '@aws-sdk/client-apigatewayv2';
import { AwsError } from '../../../kernel/errors.ts';
import type { NetworkRequest, NetworkResponse } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';
import type { HttpApi } from '../http-api-store.ts';
import { commonLogTime } from './proxy-event.ts';

export interface Access {
  readonly api: HttpApi;
  readonly stage: Stage;
  readonly requestId: string;
  readonly request: NetworkRequest;
  readonly answer: NetworkResponse;
  readonly startedMs: number;
  readonly log: Readonly<Record<string, unknown>>;
}

/** Writes a line into the stage's log group, in the stage's format, in the background. */
export function logAccess(kernel: Kernel, access: Access): void {
  const { DestinationArn, Format } = access.stage.AccessLogSettings ?? {};
  const logGroupName = /:log-group:([^:]+)/.exec(DestinationArn ?? '')?.[1];
  if (logGroupName === undefined || Format === undefined) return;
  const values = contextOf(kernel, access);
  const message = Format.replace(/\$context\.([\w.]+)/g, (_match, name: string) => String(values[name] ?? '-'));
  kernel.background(write(kernel, access, { logGroupName, message }));
}

async function write(
  kernel: Kernel,
  { api, stage }: Access,
  { logGroupName, message }: { logGroupName: string; message: string },
): Promise<void> {
  const stream = { logGroupName, logStreamName: `${api.id}/${stage.StageName}` };
  const logEvents = [{ timestamp: Math.floor(kernel.clock.now()), message }];
  try {
    await kernel.invoke('logs', 'CreateLogStream', stream, api.accountRegion).catch((error: unknown) => {
      if (!(error instanceof AwsError) || error.code !== 'ResourceAlreadyExistsException') throw error;
    });
    await kernel.invoke('logs', 'PutLogEvents', { ...stream, logEvents }, api.accountRegion);
  } catch (error) {
    // Without its log group the line is lost, as on AWS; the request is not affected.
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
  }
}

function contextOf(
  kernel: Kernel,
  { api, stage, requestId, request, answer, startedMs, log }: Access,
): Record<string, unknown> {
  const { hostname, pathname } = new URL(request.url);
  const now = kernel.clock.now();
  return {
    accountId: api.accountRegion.account,
    apiId: api.id,
    domainName: hostname,
    'error.message': log.error,
    httpMethod: request.method,
    'identity.sourceIp': '127.0.0.1',
    'identity.userAgent': request.headers['user-agent'],
    integrationLatency: Math.round(now - startedMs),
    path: pathname,
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: commonLogTime(startedMs),
    requestTimeEpoch: Math.floor(startedMs),
    responseLatency: Math.round(now - startedMs),
    responseLength: answer.body.byteLength,
    routeKey: log.routeKey,
    stage: stage.StageName,
    status: answer.status,
  };
}
