import { type DeclaredResource, isLoop } from './declared-resources.ts';

type Json = Readonly<Record<string, unknown>>;

/** Properties that make a service refuse a deletion or keep backups, with the values that do not. */
const PROTECTING: Readonly<Record<string, Json>> = {
  'AWS::AutoScaling::AutoScalingGroup': { DeletionProtection: 'none' },
  'AWS::CloudTrail::EventDataStore': { TerminationProtectionEnabled: false },
  'AWS::Cognito::UserPool': { DeletionProtection: 'INACTIVE' },
  'AWS::DSQL::Cluster': { DeletionProtectionEnabled: false },
  'AWS::DocDB::DBCluster': { DeletionProtection: false },
  'AWS::DocDB::GlobalCluster': { DeletionProtection: false },
  'AWS::DynamoDB::Table': { DeletionProtectionEnabled: false },
  'AWS::EC2::Instance': { DisableApiTermination: false },
  'AWS::EKS::Cluster': { DeletionProtection: false },
  'AWS::Logs::LogGroup': { DeletionProtectionEnabled: false },
  'AWS::Neptune::DBCluster': { DeletionProtection: false },
  'AWS::NetworkFirewall::Firewall': { DeleteProtection: false },
  'AWS::OpenSearchServerless::Collection': { DeletionProtection: 'DISABLED' },
  'AWS::RDS::DBCluster': { DeletionProtection: false, DeleteAutomatedBackups: true },
  'AWS::RDS::DBInstance': { DeletionProtection: false, DeleteAutomatedBackups: true },
  'AWS::RDS::GlobalCluster': { DeletionProtection: false },
};

/** Types that AWS deletes only when they are empty, and that CloudFormation empties when their template says so. */
const EMPTYING: Readonly<Record<string, Json>> = { 'AWS::ECR::Repository': { EmptyOnDelete: true } };

/** CloudFormation takes a snapshot of these where a template has no DeletionPolicy. */
const SNAPSHOT_BY_DEFAULT: ReadonlySet<string> = new Set(['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance']);

/**
 * The same template with nothing retained and nothing protected: after an update to it, deleting the stack deletes everything in it,
 * without a final snapshot. Undefined when nothing is protected. Pure.
 *
 * Since 2023 CloudFormation applies a change of nothing but policies (scope `DeletionPolicy` of a change set); before, it
 * regarded that as no change: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1543
 */
export function unprotectedTemplate(templateBody: string): string | undefined {
  const template = JSON.parse(templateBody) as { readonly Resources: Json };
  const unprotected = JSON.stringify({ ...template, Resources: unprotectedResources(template.Resources) });
  return unprotected === JSON.stringify(template) ? undefined : unprotected;
}

function unprotectedResources(resources: Json): Json {
  const entries = Object.entries(resources).map(([name, declared]) => {
    if (!isLoop(name, declared)) return [name, unprotectedResource(declared as DeclaredResource)] as const;
    const [variable, collection, body] = declared;
    return [name, [variable, collection, unprotectedResources(body)]] as const;
  });
  return Object.fromEntries(entries);
}

function unprotectedResource(resource: DeclaredResource): DeclaredResource {
  const { Type, DeletionPolicy, UpdateReplacePolicy, Properties = {} } = resource;
  const properties = unprotectedProperties(Type, Properties);
  return {
    ...resource,
    ...((DeletionPolicy !== undefined || SNAPSHOT_BY_DEFAULT.has(Type)) && { DeletionPolicy: 'Delete' }),
    ...(UpdateReplacePolicy !== undefined && { UpdateReplacePolicy: 'Delete' }),
    ...(Object.keys(properties).length > 0 && { Properties: properties }),
  };
}

function unprotectedProperties(type: string, properties: Json): Json {
  const protecting = Object.entries(PROTECTING[type] ?? {}).filter(([name]) => properties[name] !== undefined);
  const unprotected: Json = { ...properties, ...Object.fromEntries(protecting), ...EMPTYING[type] };
  if (type === 'AWS::ElasticLoadBalancingV2::LoadBalancer') return withUnprotectedAttributes(unprotected) as Json;
  if (type === 'AWS::DynamoDB::GlobalTable') return withUnprotectedReplicas(unprotected) as Json;
  return unprotected;
}

/** The deletion protection of a load balancer is one of its attributes, a pair of `Key` and `Value` in a list. */
function withUnprotectedAttributes(value: unknown): unknown {
  return mapped(value, (pair) => (pair.Key === 'deletion_protection.enabled' ? { ...pair, Value: 'false' } : pair));
}

/** A global table has deletion protection for each of its replicas. */
function withUnprotectedReplicas(value: unknown): unknown {
  return mapped(value, (replica) => {
    return 'DeletionProtectionEnabled' in replica ? { ...replica, DeletionProtectionEnabled: false } : replica;
  });
}

/** A structure with each of its objects changed, the innermost first. */
function mapped(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapped(member, change)])));
}
