import type { EcsCall, Service } from './store.ts';

const EVENTS_KEPT = 100;

/** Adds `(service <name>) <message>.` to the events that DescribeServices lists. */
export function addServiceEvent(service: Service, message: string, call: EcsCall): void {
  const { random, clock } = call.kernel;
  service.events.unshift({
    id: random.uuid(),
    createdAt: new Date(clock.now()),
    message: `(service ${service.name}) ${message}.`,
  });
  service.events.length = Math.min(service.events.length, EVENTS_KEPT);
}

/** Publishes `ECS Service Action`. */
export function publishServiceAction(
  service: Service,
  action: { readonly type: 'INFO' | 'WARN' | 'ERROR'; readonly name: string; readonly reason?: string },
  call: EcsCall,
): void {
  const detail = {
    eventType: action.type,
    eventName: action.name,
    clusterArn: service.clusterArn,
    createdAt: new Date(call.kernel.clock.now()).toISOString(),
    ...(action.reason === undefined ? {} : { reason: action.reason }),
  };
  publish(service, { detailType: 'ECS Service Action', detail }, call);
}

/** Publishes `ECS Deployment State Change`. */
export function publishDeployment(
  service: Service,
  change: {
    readonly type: 'INFO' | 'ERROR';
    readonly name: string;
    readonly deploymentId: string;
    readonly reason: string;
  },
  call: EcsCall,
): void {
  const detail = {
    eventType: change.type,
    eventName: change.name,
    deploymentId: change.deploymentId,
    updatedAt: new Date(call.kernel.clock.now()).toISOString(),
    reason: change.reason,
  };
  publish(service, { detailType: 'ECS Deployment State Change', detail }, call);
}

function publish(
  service: Service,
  event: { detailType: string; detail: Record<string, unknown> },
  call: EcsCall,
): void {
  const accountRegion = { account: call.account, region: call.region };
  call.kernel.publish({ source: 'aws.ecs', resources: [service.arn], ...event }, accountRegion);
}
