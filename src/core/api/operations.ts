import type { z } from 'zod';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { BaseSpec } from '../spec/base-spec.ts';
import { EnvironmentSpec } from '../spec/environment-spec.ts';
import { ReleaseRequest } from '../spec/release-request.ts';
import type { Role } from './access.ts';
import { ApprovalDecision, EmptyBody } from './bodies.ts';
import {
  AnyDocument,
  CatalogueList,
  ComponentView,
  EventList,
  HealthView,
  OperationList,
  OperationView,
  ReleaseList,
  ReleaseView,
  ScopeList,
  ScopeView,
} from './views.ts';

/** One operation of the HTTP API: how it is reached, who may, and what goes in and out. */
export interface ApiOperation {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  /** Least role on the scope that the path names; absent: anybody who gets through the front door. */
  readonly role?: Role;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  /** 202: the answer is an operation that is under way. */
  readonly status: 200 | 202;
  readonly answer: z.ZodType;
}

const ENVIRONMENT = '/environments/{environment}';
const APPLICATION = `${ENVIRONMENT}/applications/{application}`;
const RELEASE = `${APPLICATION}/releases/{number}`;

const plan = { plan: 'true: answer with what would change, and change nothing' };
const allow = { allow: 'names of stacks, joined by commas, whose data this request may replace or delete' };
const retire = {
  ...plan,
  data: 'keep or delete; keep is the default',
  confirm: "the scope's name once more, needed to delete data",
};
const page = { cursor: 'where the last page ended' };

const accepted = { status: 202, answer: OperationView } as const;

/** Every operation of the HTTP API by its operationId, which is also the name of its file in `functions/api`. */
export const API = {
  'get-health': {
    method: 'GET',
    path: '/health',
    summary: 'Says that the API answers.',
    status: 200,
    answer: HealthView,
  },
  'get-openapi': { method: 'GET', path: '/openapi.json', summary: 'This document.', status: 200, answer: AnyDocument },
  'list-catalogue': {
    method: 'GET',
    path: '/catalogue',
    summary: 'The components that can be asked for.',
    role: 'viewer',
    status: 200,
    answer: CatalogueList,
  },
  'get-component': {
    method: 'GET',
    path: '/catalogue/{component}',
    summary: 'A component with its parameters as JSON Schema.',
    role: 'viewer',
    status: 200,
    answer: ComponentView,
  },

  'put-base': {
    method: 'PUT',
    path: '/base',
    summary: 'Provisions the base of the account and region, or changes it.',
    role: 'admin',
    query: { ...plan, ...allow },
    body: BaseSpec,
    ...accepted,
  },
  'get-base': {
    method: 'GET',
    path: '/base',
    summary: 'The base: spec and status.',
    role: 'viewer',
    status: 200,
    answer: ScopeView,
  },
  'delete-base': {
    method: 'DELETE',
    path: '/base',
    summary: 'Retires the base.',
    role: 'admin',
    query: retire,
    ...accepted,
  },

  'list-environments': {
    method: 'GET',
    path: '/environments',
    summary: 'Every environment.',
    role: 'viewer',
    query: page,
    status: 200,
    answer: ScopeList,
  },
  'put-environment': {
    method: 'PUT',
    path: ENVIRONMENT,
    summary: 'Provisions an environment, or changes it.',
    role: 'operator',
    query: { ...plan, ...allow },
    body: EnvironmentSpec,
    ...accepted,
  },
  'get-environment': {
    method: 'GET',
    path: ENVIRONMENT,
    summary: 'An environment: spec and status.',
    role: 'viewer',
    status: 200,
    answer: ScopeView,
  },
  'delete-environment': {
    method: 'DELETE',
    path: ENVIRONMENT,
    summary: 'Retires an environment.',
    role: 'operator',
    query: retire,
    ...accepted,
  },

  'list-applications': {
    method: 'GET',
    path: `${ENVIRONMENT}/applications`,
    summary: 'The applications of an environment.',
    role: 'viewer',
    query: page,
    status: 200,
    answer: ScopeList,
  },
  'put-application': {
    method: 'PUT',
    path: APPLICATION,
    summary: 'Provisions an application in an environment, or changes it.',
    role: 'operator',
    query: { ...plan, ...allow },
    body: ApplicationSpec,
    ...accepted,
  },
  'get-application': {
    method: 'GET',
    path: APPLICATION,
    summary: 'An application: spec, status and what is live.',
    role: 'viewer',
    status: 200,
    answer: ScopeView,
  },
  'delete-application': {
    method: 'DELETE',
    path: APPLICATION,
    summary: 'Retires an application with its releases.',
    role: 'operator',
    query: retire,
    ...accepted,
  },

  'create-release': {
    method: 'POST',
    path: `${APPLICATION}/releases`,
    summary: 'Releases an image, or promotes what is live in another environment.',
    role: 'deployer',
    query: plan,
    body: ReleaseRequest,
    ...accepted,
  },
  'list-releases': {
    method: 'GET',
    path: `${APPLICATION}/releases`,
    summary: 'Releases, newest first.',
    role: 'viewer',
    query: page,
    status: 200,
    answer: ReleaseList,
  },
  'get-release': {
    method: 'GET',
    path: RELEASE,
    summary: 'A release.',
    role: 'viewer',
    status: 200,
    answer: ReleaseView,
  },
  'approve-release': {
    method: 'POST',
    path: `${RELEASE}/approval`,
    summary: 'Lets a release that waits go live, or refuses it.',
    role: 'operator',
    body: ApprovalDecision,
    ...accepted,
  },
  'toggle-release': {
    method: 'POST',
    path: `${RELEASE}/toggle`,
    summary: 'Moves live traffic to this release.',
    role: 'deployer',
    query: plan,
    body: EmptyBody,
    ...accepted,
  },
  'roll-back-release': {
    method: 'POST',
    path: `${RELEASE}/rollback`,
    summary: 'Goes back: from this release if it is live, otherwise to it.',
    role: 'deployer',
    query: plan,
    body: EmptyBody,
    ...accepted,
  },
  'roll-back-application': {
    method: 'POST',
    path: `${APPLICATION}/rollback`,
    summary: 'Goes back to the release that was live before.',
    role: 'deployer',
    query: plan,
    body: EmptyBody,
    ...accepted,
  },

  'list-operations': {
    method: 'GET',
    path: '/operations',
    summary: 'Operations, newest first, of one scope or of all.',
    role: 'viewer',
    query: { scope: 'path of a scope', ...page },
    status: 200,
    answer: OperationList,
  },
  'get-operation': {
    method: 'GET',
    path: '/operations/{id}',
    summary: 'An operation and how far it is.',
    role: 'viewer',
    query: { resources: 'true: with the resources of the stacks that are changing' },
    status: 200,
    answer: OperationView,
  },
  'list-operation-events': {
    method: 'GET',
    path: '/operations/{id}/events',
    summary: 'What happened in an operation, oldest first.',
    role: 'viewer',
    query: { after: 'id of the last event already seen' },
    status: 200,
    answer: EventList,
  },
  'cancel-operation': {
    method: 'POST',
    path: '/operations/{id}/cancel',
    summary: 'Stops an operation. What it has finished stays.',
    role: 'deployer',
    body: EmptyBody,
    ...accepted,
  },
} as const satisfies Record<string, ApiOperation>;

export type OperationId = keyof typeof API;

/** The same table for those who look an operation up by a name they were given. */
export function apiOperation(id: OperationId): ApiOperation {
  return API[id];
}
