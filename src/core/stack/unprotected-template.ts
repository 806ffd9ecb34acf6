import { type DeclaredResource, isLoop } from './declared-resources.ts';

type Json = Readonly<Record<string, unknown>>;

/** Properties that make a service refuse to delete, or keep something back, and what they have to say instead. */
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

/** What is deleted only when it is empty, and empties itself where its template says so. */
const EMPTYING: Readonly<Record<string, Json>> = { 'AWS::ECR::Repository': { EmptyOnDelete: true } };

/** Of these CloudFormation leaves a snapshot where a template says nothing. */
const SNAPSHOT_BY_DEFAULT: ReadonlySet<string> = new Set(['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance']);

/**
 * The same template with nothing protected: updated to it, a stack takes all that it holds with it when it is deleted.
 * No final snapshot is left either. Undefined when nothing is protected. Pure.
 *
 * Since 2023 CloudFormation applies a change of nothing but policies (scope `DeletionPolicy` of a change set); before, it
 * took that for no change: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1543
 */
export function unprotectedTemplate(templateBody: string): string | undefined {
  const template = JSON.parse(templateBody) as { readonly Resources: Json };
  const open = JSON.stringify({ ...template, Resources: opened(template.Resources) });
  return open === JSON.stringify(template) ? undefined : open;
}

function opened(resources: Json): Json {
  const entries = Object.entries(resources).map(([name, declared]) => {
    if (!isLoop(name, declared)) return [name, openedResource(declared as DeclaredResource)] as const;
    const [variable, collection, body] = declared;
    return [name, [variable, collection, opened(body)]] as const;
  });
  return Object.fromEntries(entries);
}

function openedResource(resource: DeclaredResource): DeclaredResource {
  const { Type, DeletionPolicy, UpdateReplacePolicy, Properties = {} } = resource;
  const properties = openedProperties(Type, Properties);
  return {
    ...resource,
    ...((DeletionPolicy !== undefined || SNAPSHOT_BY_DEFAULT.has(Type)) && { DeletionPolicy: 'Delete' }),
    ...(UpdateReplacePolicy !== undefined && { UpdateReplacePolicy: 'Delete' }),
    ...(Object.keys(properties).length > 0 && { Properties: properties }),
  };
}

function openedProperties(type: string, properties: Json): Json {
  const protecting = Object.entries(PROTECTING[type] ?? {}).filter(([name]) => properties[name] !== undefined);
  const open: Json = { ...properties, ...Object.fromEntries(protecting), ...EMPTYING[type] };
  if (type === 'AWS::ElasticLoadBalancingV2::LoadBalancer') return withAttributesOpen(open) as Json;
  if (type === 'AWS::DynamoDB::GlobalTable') return withReplicasOpen(open) as Json;
  return open;
}

/** A load balancer's protection is one of its attributes, a pair of `Key` and `Value` somewhere in a list. */
function withAttributesOpen(value: unknown): unknown {
  return mapped(value, (pair) => (pair.Key === 'deletion_protection.enabled' ? { ...pair, Value: 'false' } : pair));
}

/** A global table's protection is said of each of its replicas. */
function withReplicasOpen(value: unknown): unknown {
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
