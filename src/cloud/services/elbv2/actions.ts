import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../kernel/errors.ts';
import { type ActionChange, checkedAuthentication } from './authenticate-action.ts';
import {
  actionsOf,
  type ElbCall,
  elbStore,
  findTargetGroup,
  type Listener,
  type LoadBalancer,
  targetGroupsOf,
  validationError,
} from './store.ts';

/** Action types that answer a request. */
const ROUTING: ReadonlySet<string> = new Set(['forward', 'redirect', 'fixed-response']);
const GROUPS_PER_ACTION_MAX = 5;
const GROUPS_PER_LOAD_BALANCER_MAX = 100;

/**
 * Checks a listener's or rule's actions and answers them as AWS describes them: a forward to one group has both
 * `TargetGroupArn` and `ForwardConfig`. `replaced` are the actions that the same change removes.
 */
export function checkedActions(
  actions: readonly Action[] | undefined,
  change: ActionChange & { readonly loadBalancer: LoadBalancer },
  call: ElbCall,
): Action[] {
  const sorted = [...(actions ?? [])].sort((one, other) => (one.Order ?? 0) - (other.Order ?? 0));
  const last = sorted.at(-1);
  if (last === undefined) throw validationError('At least one action must be specified');
  if (sorted.length > 1 && sorted.some(({ Order }) => Order === undefined)) {
    throw new AwsError('InvalidLoadBalancerAction', 'An action order is required when you specify multiple actions');
  }
  const authenticating = sorted.slice(0, -1).map((action) => {
    if (ROUTING.has(action.Type ?? '')) {
      throw new AwsError('InvalidLoadBalancerAction', 'You can specify only one routing action');
    }
    return checkedAuthentication(action, change);
  });
  if (!ROUTING.has(last.Type ?? '')) {
    throw new AwsError('InvalidLoadBalancerAction', `The last action must be a routing action, not '${last.Type}'`);
  }
  if (last.Type === 'redirect') checkRedirect(last);
  if (last.Type === 'fixed-response' && !/^[245]\d\d$/.test(last.FixedResponseConfig?.StatusCode ?? '')) {
    throw validationError(
      `The status code '${last.FixedResponseConfig?.StatusCode}' must be in the format 2XX, 4XX or 5XX`,
    );
  }
  checkGroups(sorted, change, call);
  return [...authenticating, described(last)];
}

function checkRedirect({ RedirectConfig }: Action): void {
  if (!/^HTTP_30[12]$/.test(RedirectConfig?.StatusCode ?? '')) {
    throw validationError(`The redirect status code '${RedirectConfig?.StatusCode}' must be HTTP_301 or HTTP_302`);
  }
  const { Protocol = '#{protocol}', Host = '#{host}', Port = '#{port}', Path = '/#{path}' } = RedirectConfig ?? {};
  if (Protocol === '#{protocol}' && Host === '#{host}' && Port === '#{port}' && Path === '/#{path}') {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      'The redirect configuration is not valid because it creates a loop',
    );
  }
}

function checkGroups(
  actions: readonly Action[],
  { loadBalancer, replaced }: { loadBalancer: LoadBalancer; replaced: readonly Action[] },
  call: ElbCall,
): void {
  for (const action of actions) {
    if (action.Type !== 'forward') continue;
    const weighted = action.ForwardConfig?.TargetGroups ?? [];
    if (weighted.length === 0 && action.TargetGroupArn === undefined) {
      throw validationError('A target group ARN must be specified');
    }
    if (weighted.length > GROUPS_PER_ACTION_MAX) {
      throw new AwsError(
        'InvalidLoadBalancerAction',
        `A forward action can have at most ${GROUPS_PER_ACTION_MAX} target groups`,
      );
    }
    const odd = weighted.find(({ Weight }) => Weight !== undefined && !(Weight >= 0 && Weight <= 999));
    if (odd !== undefined) throw validationError(`Weight '${odd.Weight}' must be between '0' and '999' inclusive`);
  }
  const wanted = targetGroupsOf(actions);
  for (const arn of wanted) checkGroup(arn, loadBalancer, call);
  const current = listenersOf(loadBalancer, call).flatMap(actionsOf);
  const kept = current.filter((action) => !replaced.includes(action));
  if (new Set([...targetGroupsOf(kept), ...wanted]).size > GROUPS_PER_LOAD_BALANCER_MAX) {
    throw new AwsError(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      "You've reached the limit on the number of unique target groups per load balancer across all listeners. If a target group is used by multiple actions for a load balancer, it is counted as only one use.",
    );
  }
}

function checkGroup(arn: string, loadBalancer: LoadBalancer, call: ElbCall): void {
  const group = findTargetGroup(arn, call);
  if (group.vpcId !== undefined && group.vpcId !== loadBalancer.vpcId) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      `The target group '${arn}' and the load balancer '${loadBalancer.arn}' must be in the same VPC`,
    );
  }
  if ((loadBalancer.type === 'application') !== (group.targetType === 'lambda' || group.protocol!.startsWith('HTTP'))) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      `Listener protocol and target group protocol '${group.protocol}' are incompatible`,
    );
  }
  const elsewhere = [...elbStore(call).listeners.values()].some(
    (listener) => listener.loadBalancerArn !== loadBalancer.arn && targetGroupsOf(actionsOf(listener)).includes(arn),
  );
  if (elsewhere) {
    throw new AwsError(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    );
  }
}

function listenersOf(loadBalancer: LoadBalancer, call: ElbCall): Listener[] {
  return [...elbStore(call).listeners.values()].filter((each) => each.loadBalancerArn === loadBalancer.arn);
}

function described(action: Action): Action {
  if (action.Type === 'redirect') {
    return {
      ...action,
      RedirectConfig: {
        Protocol: '#{protocol}',
        Port: '#{port}',
        Host: '#{host}',
        Path: '/#{path}',
        Query: '#{query}',
        ...action.RedirectConfig!,
      },
    };
  }
  if (action.Type !== 'forward') return action;
  const groups = action.ForwardConfig?.TargetGroups?.length
    ? action.ForwardConfig.TargetGroups.map(({ TargetGroupArn, Weight }) => ({ TargetGroupArn, Weight: Weight ?? 1 }))
    : [{ TargetGroupArn: action.TargetGroupArn, Weight: 1 }];
  return {
    ...action,
    ...(groups.length === 1 ? { TargetGroupArn: groups[0]!.TargetGroupArn } : {}),
    ForwardConfig: {
      TargetGroups: groups,
      TargetGroupStickinessConfig: { Enabled: false, ...action.ForwardConfig?.TargetGroupStickinessConfig },
    },
  };
}
