import type {
  Action,
  Certificate,
  Matcher,
  RuleCondition,
  TargetHealthReasonEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { certificatesOf } from '../../kernel/certificates.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  /** `app/<name>/<id>`, as in CloudWatch's dimension. */
  readonly fullName: string;
  readonly dnsName: string;
  readonly type: 'application' | 'network' | 'gateway';
  readonly scheme: string;
  readonly vpcId: string;
  readonly createdAt: Date;
  state: 'provisioning' | 'active';
  ipAddressType: string;
  zones: { ZoneName: string; SubnetId: string }[];
  securityGroups: string[];
  networkInterfaceIds: string[];
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
}

export interface HealthCheck {
  enabled: boolean;
  protocol: string;
  port: string;
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  matcher: Matcher;
}

export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

export interface Target {
  readonly id: string;
  readonly port: number;
  readonly zone: string | undefined;
  state: TargetState;
  reason: TargetHealthReasonEnum | undefined;
  description: string | undefined;
  /** Health checks passed, or failed, in a row. */
  passed: number;
  failed: number;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  /** `targetgroup/<name>/<id>`. */
  readonly fullName: string;
  readonly protocol: string | undefined;
  readonly protocolVersion: string | undefined;
  readonly port: number | undefined;
  readonly vpcId: string | undefined;
  readonly targetType: string;
  readonly healthCheck: HealthCheck;
  /** By `id:port`. */
  readonly targets: Map<string, Target>;
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** Position of the round robin. */
  turn: number;
}

export interface Rule {
  readonly arn: string;
  priority: number;
  conditions: RuleCondition[];
  actions: Action[];
  readonly tags: Map<string, string>;
}

/** The routing of a listener: rules in the order of their priority, then the default actions. */
export interface Routing {
  readonly rules: readonly { readonly conditions: readonly RuleCondition[]; readonly actions: readonly Action[] }[];
  readonly defaultActions: readonly Action[];
}

export interface Listener {
  readonly arn: string;
  readonly defaultRuleArn: string;
  readonly loadBalancerArn: string;
  port: number;
  protocol: string;
  certificates: Certificate[];
  /** ARNs of the certificates besides the default one. */
  readonly furtherCertificates: Set<string>;
  sslPolicy: string | undefined;
  alpnPolicy: string[] | undefined;
  defaultActions: Action[];
  readonly rules: Rule[];
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** The routing of the data plane: the control plane's, some seconds late. */
  served: Routing;
  /** Counts changes, so that a delayed change never overwrites a later one. */
  version: number;
  servedVersion: number;
  /** Changes that propagate to the data plane, by their version. */
  readonly propagating: Map<number, Routing>;
  /** The loopback port, if one is open. */
  localPort: number | undefined;
}

export class ElbStore {
  readonly loadBalancers = new Map<string, LoadBalancer>();
  readonly targetGroups = new Map<string, TargetGroup>();
  readonly listeners = new Map<string, Listener>();
}

export type ElbCall = AccountRegion & { readonly kernel: Kernel };

export function elbStore(call: ElbCall): ElbStore {
  const { kernel, account, region } = call;
  return kernel.store('elasticloadbalancing', { account, region }, () => new ElbStore());
}

/** Reports to ACM which load balancers use a certificate. */
export function publishCertificateUsers(kernel: Kernel): void {
  certificatesOf(kernel).users.push((arn) =>
    kernel
      .accountRegions('elasticloadbalancing')
      .flatMap((accountRegion) => loadBalancersServing(elbStore({ ...accountRegion, kernel }), arn)),
  );
}

/** The load balancers whose listeners use a certificate. */
function loadBalancersServing({ listeners }: ElbStore, certificateArn: string): readonly string[] {
  const serving = [...listeners.values()].filter(({ certificates, furtherCertificates }) => {
    return (
      furtherCertificates.has(certificateArn) ||
      certificates.some(({ CertificateArn }) => CertificateArn === certificateArn)
    );
  });
  return [...new Set(serving.map(({ loadBalancerArn }) => loadBalancerArn))];
}

export function elbArn(call: ElbCall, resource: string): string {
  return `arn:aws:elasticloadbalancing:${call.region}:${call.account}:${resource}`;
}

export function findLoadBalancer(arn: string | undefined, call: ElbCall): LoadBalancer {
  const found = elbStore(call).loadBalancers.get(arn ?? '');
  if (found === undefined) throw new AwsError('LoadBalancerNotFound', `Load balancer '${arn}' not found`);
  return found;
}

export function findTargetGroup(arn: string | undefined, call: ElbCall): TargetGroup {
  const found = elbStore(call).targetGroups.get(arn ?? '');
  if (found === undefined) throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
  return found;
}

export function findListener(arn: string | undefined, call: ElbCall): Listener {
  const found = elbStore(call).listeners.get(arn ?? '');
  if (found === undefined) throw new AwsError('ListenerNotFound', 'One or more listeners not found');
  return found;
}

export function findRule(arn: string | undefined, call: ElbCall): { listener: Listener; rule: Rule } {
  for (const listener of elbStore(call).listeners.values()) {
    const rule = listener.rules.find((each) => each.arn === arn);
    if (rule !== undefined) return { listener, rule };
  }
  throw new AwsError('RuleNotFound', 'One or more rules not found');
}

export function targetGroupsOf(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => [
    ...(action.TargetGroupArn === undefined ? [] : [action.TargetGroupArn]),
    ...(action.ForwardConfig?.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []),
  ]);
}

export function actionsOf(listener: Listener): Action[] {
  return [...listener.defaultActions, ...listener.rules.flatMap(({ actions }) => actions)];
}

/** The load balancers that send traffic to a target group: at most one. */
export function loadBalancersUsing(targetGroupArn: string, call: ElbCall): string[] {
  const using = [...elbStore(call).listeners.values()].filter((listener) =>
    targetGroupsOf(actionsOf(listener)).includes(targetGroupArn),
  );
  return [...new Set(using.map(({ loadBalancerArn }) => loadBalancerArn))];
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function tagMap(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Map<string, string> {
  return new Map((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

export function pageOf<T>(all: readonly T[], input: { Marker?: string | undefined; PageSize?: number | undefined }) {
  const start = Number(input.Marker ?? 0);
  const end = start + (input.PageSize ?? 400);
  return { page: all.slice(start, end), next: end < all.length ? { NextMarker: String(end) } : {} };
}
