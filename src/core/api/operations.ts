import type { z } from 'zod';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { BaseSpec } from '../spec/base-spec.ts';
import { EnvironmentSpec } from '../spec/environment-spec.ts';
import { ReleaseRequest } from '../spec/release-request.ts';
import type { Role } from './access.ts';
import { ApprovalDecision, AutomationDecision, EmptyBody } from './bodies.ts';
import type { ParameterName } from './parameters.ts';
import { CatalogueList, ComponentView } from './views/component.ts';
import { DriftView } from './views/drift.ts';
import { ErrorPage } from './views/failure.ts';
import { EventList, OperationList, OperationView } from './views/operation.ts';
import { ReleaseList, ReleaseView } from './views/release.ts';
import { RetainedList } from './views/retained.ts';
import { ScopeList, ScopeView } from './views/scope.ts';
import { HealthView, OpenApiView } from './views/service.ts';

/** One operation of the HTTP API: its route, the role that it requires, its request and its answer. */
export interface ApiOperation {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below `/v1`. */
  readonly path: string;
  readonly summary: string;
  /** The least role that the caller needs on the scope that the path names. Absent: any caller that IAM allows. */
  readonly role?: Role;
  readonly query?: readonly ParameterName[];
  readonly body?: z.ZodType;
  /** 202: the answer is an operation that is running. */
  readonly status: 200 | 202;
  readonly answer: z.ZodType;
}

const ENVIRONMENT = '/environments/{environment}';
const APPLICATION = `${ENVIRONMENT}/applications/{application}`;
const RELEASE = `${APPLICATION}/releases/{number}`;

const change = ['plan', 'allow'] as const;
const retire = ['plan', 'data', 'confirm'] as const;
const page = ['limit', 'cursor'] as const;

const accepted = { status: 202, answer: OperationView } as const;

/** Every operation of the HTTP API by its operationId, which is also the name of its file in `functions/api`. */
export const API = {
  'get-health': {
    method: 'GET',
    path: '/health',
    summary: 'Whether the API answers.',
    status: 200,
    answer: HealthView,
  },
  'get-openapi': { method: 'GET', path: '/openapi.json', summary: 'This document.', status: 200, answer: OpenApiView },
  'get-error': {
    method: 'GET',
    path: '/errors/{code}',
    summary: 'What an error code means and what to do about it.',
    status: 200,
    answer: ErrorPage,
  },
  'list-catalogue': {
    method: 'GET',
    path: '/catalogue',
    summary: 'The components that a spec may name.',
    role: 'viewer',
    query: page,
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
    summary: 'Provision or change the base of the account and region.',
    role: 'admin',
    query: change,
    body: BaseSpec,
    ...accepted,
  },
  'get-base': {
    method: 'GET',
    path: '/base',
    summary: 'The base: its spec and its status.',
    role: 'viewer',
    status: 200,
    answer: ScopeView,
  },
  'delete-base': {
    method: 'DELETE',
    path: '/base',
    summary: 'Retire the base.',
    role: 'admin',
    query: retire,
    ...accepted,
  },

  'repair-base': {
    method: 'POST',
    path: '/base/repair',
    summary: 'Bring back what is missing of the base.',
    role: 'admin',
    query: ['plan'],
    body: EmptyBody,
    ...accepted,
  },

  'list-environments': {
    method: 'GET',
    path: '/environments',
    summary: 'All environments.',
    role: 'viewer',
    query: page,
    status: 200,
    answer: ScopeList,
  },
  'put-environment': {
    method: 'PUT',
    path: ENVIRONMENT,
    summary: 'Provision or change an environment.',
    role: 'operator',
    query: change,
    body: EnvironmentSpec,
    ...accepted,
  },
  'get-environment': {
    method: 'GET',
    path: ENVIRONMENT,
    summary: 'An environment: its spec and its status.',
    role: 'viewer',
    status: 200,
    answer: ScopeView,
  },
  'delete-environment': {
    method: 'DELETE',
    path: ENVIRONMENT,
    summary: 'Retire an environment.',
    role: 'operator',
    query: retire,
    ...accepted,
  },

  'detect-environment-drift': {
    method: 'POST',
    path: `${ENVIRONMENT}/drift`,
    summary: 'Detect what differs between the stacks of an environment and their templates. Changes nothing.',
    role: 'operator',
    body: EmptyBody,
    ...accepted,
  },
  'get-environment-drift': {
    method: 'GET',
    path: `${ENVIRONMENT}/drift`,
    summary: 'The last detection of what differs between the stacks of an environment and their templates.',
    role: 'viewer',
    status: 200,
    answer: DriftView,
  },

  'repair-environment': {
    method: 'POST',
    path: `${ENVIRONMENT}/repair`,
    summary: 'Bring back what is missing of an environment.',
    role: 'operator',
    query: ['plan'],
    body: EmptyBody,
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
    summary: 'Provision or change an application in an environment.',
    role: 'operator',
    query: change,
    body: ApplicationSpec,
    ...accepted,
  },
  'get-application': {
    method: 'GET',
    path: APPLICATION,
    summary: 'An application: its spec, its status and its live release.',
    role: 'viewer',
    status: 200,
    answer: ScopeView,
  },
  'delete-application': {
    method: 'DELETE',
    path: APPLICATION,
    summary: 'Retire an application with its releases.',
    role: 'operator',
    query: retire,
    ...accepted,
  },

  'repair-application': {
    method: 'POST',
    path: `${APPLICATION}/repair`,
    summary: 'Bring back what is missing of an application, and its traffic to what is recorded.',
    role: 'operator',
    query: ['plan'],
    body: EmptyBody,
    ...accepted,
  },

  'freeze-application': {
    method: 'POST',
    path: `${APPLICATION}/freeze`,
    summary: 'Stop the automation of an application: pushed images and schedules. What is wanted is kept.',
    role: 'deployer',
    body: AutomationDecision,
    status: 200,
    answer: ScopeView,
  },
  'unfreeze-application': {
    method: 'POST',
    path: `${APPLICATION}/unfreeze`,
    summary: 'Start the automation of an application again, and the release of what is wanted and not live.',
    role: 'deployer',
    body: AutomationDecision,
    status: 200,
    answer: ScopeView,
  },

  'create-release': {
    method: 'POST',
    path: `${APPLICATION}/releases`,
    summary: 'Release an image, or promote the digest that is live in another environment.',
    role: 'deployer',
    query: ['plan'],
    body: ReleaseRequest,
    ...accepted,
  },
  'list-releases': {
    method: 'GET',
    path: `${APPLICATION}/releases`,
    summary: 'The releases of an application, newest first.',
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
    summary: 'Approve or reject a release that waits for approval.',
    role: 'operator',
    body: ApprovalDecision,
    ...accepted,
  },
  'toggle-release': {
    method: 'POST',
    path: `${RELEASE}/toggle`,
    summary: 'Move production traffic to this release.',
    role: 'deployer',
    query: ['plan'],
    body: EmptyBody,
    ...accepted,
  },
  'roll-back-release': {
    method: 'POST',
    path: `${RELEASE}/rollback`,
    summary: 'Roll back from this release if it is live, otherwise to it.',
    role: 'deployer',
    query: ['plan'],
    body: EmptyBody,
    ...accepted,
  },
  'roll-back-application': {
    method: 'POST',
    path: `${APPLICATION}/rollback`,
    summary: 'Roll back to the previous live release.',
    role: 'deployer',
    query: ['plan'],
    body: EmptyBody,
    ...accepted,
  },

  'list-retained': {
    method: 'GET',
    path: '/retained',
    summary: 'What exists in AWS and belongs to no stack on record: retained resources and orphaned stacks.',
    role: 'viewer',
    query: page,
    status: 200,
    answer: RetainedList,
  },
  'list-operations': {
    method: 'GET',
    path: '/operations',
    summary: 'The operations of one scope or of all scopes, newest first.',
    role: 'viewer',
    query: ['scope', ...page],
    status: 200,
    answer: OperationList,
  },
  'get-operation': {
    method: 'GET',
    path: '/operations/{id}',
    summary: 'An operation and its progress.',
    role: 'viewer',
    query: ['resources'],
    status: 200,
    answer: OperationView,
  },
  'list-operation-events': {
    method: 'GET',
    path: '/operations/{id}/events',
    summary: 'The events of an operation, oldest first.',
    role: 'viewer',
    query: ['after', ...page],
    status: 200,
    answer: EventList,
  },
  'cancel-operation': {
    method: 'POST',
    path: '/operations/{id}/cancel',
    summary: 'Stop an operation. Stacks that it has finished are kept.',
    role: 'deployer',
    body: EmptyBody,
    ...accepted,
  },
} as const satisfies Record<string, ApiOperation>;

export type OperationId = keyof typeof API;

/** An operation of the table, with the fields that not every operation has. */
export function apiOperation(id: OperationId): ApiOperation {
  return API[id];
}
