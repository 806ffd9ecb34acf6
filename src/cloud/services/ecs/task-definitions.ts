import type {
  DescribeTaskDefinitionRequest,
  ListTaskDefinitionFamiliesRequest,
  ListTaskDefinitionsRequest,
  RegisterTaskDefinitionRequest,
} from '@aws-sdk/client-ecs';
import { page } from '../../kernel/page.ts';
import type { Call } from '../../kernel/service.ts';
import { checkTaskDefinition } from './check-task-definition.ts';
import {
  ecsArn,
  ecsStore,
  findTaskDefinition,
  invalidParameter,
  type TaskDefinition,
  tagList,
  tagMap,
} from './store.ts';

export function registerTaskDefinition(input: RegisterTaskDefinitionRequest, call: Call) {
  const request = checkTaskDefinition(input);
  const store = ecsStore(call);
  const revisions = store.families.get(request.family!) ?? [];
  const revision = revisions.length + 1;
  const definition: TaskDefinition = {
    arn: ecsArn(call, `task-definition/${request.family}:${revision}`),
    family: request.family!,
    revision,
    request,
    compatibilities: request.networkMode === 'awsvpc' && request.cpu !== undefined ? ['EC2', 'FARGATE'] : ['EC2'],
    registeredAt: new Date(call.kernel.clock.now()),
    registeredBy: call.principalArn,
    status: 'ACTIVE',
    deregisteredAt: undefined,
    tags: tagMap(input.tags),
  };
  store.families.set(request.family!, [...revisions, definition]);
  return { taskDefinition: describe(definition), tags: tagList(definition.tags) };
}

export function describeTaskDefinition(input: DescribeTaskDefinitionRequest, call: Call) {
  const definition = findTaskDefinition(input.taskDefinition, call);
  return {
    taskDefinition: describe(definition),
    ...(input.include?.includes('TAGS') ? { tags: tagList(definition.tags) } : {}),
  };
}

export function deregisterTaskDefinition(input: { taskDefinition?: string }, call: Call) {
  if (!/:\d+$/.test(input.taskDefinition ?? '')) throw invalidParameter('Revision is missing.');
  const definition = findTaskDefinition(input.taskDefinition, call);
  definition.status = 'INACTIVE';
  definition.deregisteredAt ??= new Date(call.kernel.clock.now());
  return { taskDefinition: describe(definition) };
}

export function listTaskDefinitions(input: ListTaskDefinitionsRequest, call: Call) {
  const status = input.status ?? 'ACTIVE';
  const all = [...ecsStore(call).families.values()]
    .flat()
    .filter(
      (each) => each.status === status && (input.familyPrefix === undefined || each.family === input.familyPrefix),
    );
  if (input.sort === 'DESC') all.reverse();
  const { items, nextToken } = page(all, { limit: input.maxResults ?? 100, token: input.nextToken });
  return { taskDefinitionArns: items.map(({ arn }) => arn), nextToken };
}

export function listTaskDefinitionFamilies(input: ListTaskDefinitionFamiliesRequest, call: Call) {
  const isWanted = (revisions: TaskDefinition[]) => {
    const isActive = revisions.some(({ status }) => status === 'ACTIVE');
    return input.status === 'ALL' || isActive === ((input.status ?? 'ACTIVE') === 'ACTIVE');
  };
  const families = [...ecsStore(call).families]
    .filter(([family, revisions]) => family.startsWith(input.familyPrefix ?? '') && isWanted(revisions))
    .map(([family]) => family);
  const { items, nextToken } = page(families, { limit: input.maxResults ?? 100, token: input.nextToken });
  return { families: items, nextToken };
}

function describe(definition: TaskDefinition) {
  const { tags: _tags, ...request } = definition.request;
  return {
    taskDefinitionArn: definition.arn,
    revision: definition.revision,
    status: definition.status,
    ...request,
    containerDefinitions: request.containerDefinitions?.map((container) => ({
      cpu: 0,
      essential: true,
      environment: [],
      mountPoints: [],
      volumesFrom: [],
      ...container,
      portMappings: (container.portMappings ?? []).map((mapping) => ({
        protocol: 'tcp',
        hostPort: mapping.containerPort,
        ...mapping,
      })),
    })),
    volumes: request.volumes ?? [],
    placementConstraints: request.placementConstraints ?? [],
    compatibilities: definition.compatibilities,
    registeredAt: definition.registeredAt,
    registeredBy: definition.registeredBy,
    deregisteredAt: definition.deregisteredAt,
  };
}
