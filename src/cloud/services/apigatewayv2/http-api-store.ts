import type { Api, Authorizer, Deployment, Integration, Route, Stage } from '@aws-sdk/client-apigatewayv2';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';

/**
 * The routes and integrations that a stage serves: the current ones with automatic deployment, else those of its
 * deployment.
 */
export interface RouteTable {
  readonly routes: ReadonlyMap<string, Route>;
  readonly integrations: ReadonlyMap<string, Integration>;
}

export interface StoredDeployment extends Deployment {
  readonly table: RouteTable;
}

export interface HttpApi {
  readonly accountRegion: AccountRegion;
  readonly id: string;
  /** What GetApi answers. */
  description: Api;
  readonly routes: Map<string, Route>;
  readonly integrations: Map<string, Integration>;
  readonly stages: Map<string, Stage>;
  readonly authorizers: Map<string, Authorizer>;
  readonly deployments: Map<string, StoredDeployment>;
  /** Its address on this machine: `http://localhost:4510`. */
  localUrl: string;
}

/** The HTTP APIs of one account and region, by id. */
export function httpApis(kernel: Kernel, accountRegion: AccountRegion): Map<string, HttpApi> {
  return kernel.store('apigateway', accountRegion, () => new Map());
}

/** Throws `NotFoundException`. */
export function findApi(call: Call, apiId: string | undefined): HttpApi {
  const api = httpApis(call.kernel, call).get(apiId ?? '');
  if (api === undefined) throw notFound(`Invalid API identifier specified ${call.account}:${apiId}`);
  return api;
}

export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, 404, { Message: message });
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, 409, { Message: message });
}

export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message, 400, { Message: message });
}

/** Ten, or seven, characters as in API Gateway's identifiers. */
export function newId(kernel: Kernel, length: number): string {
  return kernel.random.upper(length).toLowerCase();
}

/** A list as API Gateway pages it: `MaxResults` comes as text. */
export function pageOf<T>(
  all: readonly T[],
  { MaxResults, NextToken }: { MaxResults?: string | undefined; NextToken?: string | undefined },
): { Items: readonly T[]; NextToken?: string } {
  const start = Number(NextToken ?? 0);
  const end = start + Number(MaxResults ?? 100);
  return { Items: all.slice(start, end), ...(end < all.length ? { NextToken: String(end) } : {}) };
}
