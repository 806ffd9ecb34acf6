import type { CreateLoadBalancerInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { modifyLoadBalancerAttributes } from '../attributes.ts';
import { LOAD_BALANCER_ATTRIBUTES } from '../default-attributes.ts';
import { createLoadBalancer, deleteLoadBalancer, setSecurityGroups, setSubnets } from '../load-balancers.ts';
import { elbStore, findLoadBalancer } from '../store.ts';
import { applyTags } from './apply-tags.ts';

const POLL_SECONDS = 1;
const PROVISIONING_SECONDS_MAX = 1800;

type LoadBalancerProperties = Omit<CreateLoadBalancerInput, 'Tags'> & {
  readonly LoadBalancerAttributes?: readonly { readonly Key: string; readonly Value: string }[];
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
};

/** `AWS::ElasticLoadBalancingV2::LoadBalancer`: complete when the load balancer is active; in Express mode, before. */
export const loadBalancerType: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  timing: 'own',
  async create(given: LoadBalancerProperties, context) {
    const {
      LoadBalancerAttributes: _attributes,
      Tags: _tags,
      ...properties
    } = coerceProperties(given, { booleans: ['Enabled'] });
    const Name = properties.Name ?? context.physicalName(32);
    const { LoadBalancers } = await createLoadBalancer({ ...properties, Name }, context);
    const arn = LoadBalancers[0]!.LoadBalancerArn;
    context.announce(described(arn, context));
    configure(arn, given, context);
    await (context.isExpress ? untilConfigured(context) : untilActive(arn, context));
    return described(arn, context);
  },
  async update(resource, properties: LoadBalancerProperties, previous: LoadBalancerProperties, context) {
    await context.kernel.clock.sleep(context.kernel.durations.seconds(`${context.typeName} update`), context.signal);
    const LoadBalancerArn = resource.physicalId;
    const hasChanged = (name: keyof LoadBalancerProperties) =>
      JSON.stringify(properties[name]) !== JSON.stringify(previous[name]);
    if (hasChanged('Subnets') || hasChanged('SubnetMappings')) {
      await setSubnets(
        { LoadBalancerArn, Subnets: properties.Subnets, SubnetMappings: properties.SubnetMappings },
        context,
      );
    }
    if (hasChanged('SecurityGroups')) {
      await setSecurityGroups({ LoadBalancerArn, SecurityGroups: properties.SecurityGroups }, context);
    }
    configure(LoadBalancerArn, properties, context);
    return described(LoadBalancerArn, context);
  },
  async delete(resource, _properties, context) {
    await deleteLoadBalancer({ LoadBalancerArn: resource.physicalId }, context);
    await context.kernel.clock.sleep(context.kernel.durations.seconds(`${context.typeName} delete`));
  },
  actual: ({ physicalId }, properties, context) =>
    elbStore(context).loadBalancers.has(physicalId) ? properties : undefined,
};

function configure(LoadBalancerArn: string, properties: LoadBalancerProperties, context: ResourceContext): void {
  const loadBalancer = findLoadBalancer(LoadBalancerArn, context);
  for (const [key, value] of LOAD_BALANCER_ATTRIBUTES) loadBalancer.attributes.set(key, value);
  const Attributes = (properties.LoadBalancerAttributes ?? []).map(({ Key, Value }) => ({ Key, Value: String(Value) }));
  modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes }, context);
  applyTags(loadBalancer.tags, properties.Tags, context);
}

async function untilConfigured({ kernel, signal }: ResourceContext): Promise<void> {
  await kernel.clock.sleep(kernel.durations.seconds('default create'), signal);
}

async function untilActive(arn: string, context: ResourceContext): Promise<void> {
  for (let waited = 0; waited < PROVISIONING_SECONDS_MAX; waited += POLL_SECONDS) {
    if (elbStore(context).loadBalancers.get(arn)?.state === 'active') return;
    await context.kernel.clock.sleep(POLL_SECONDS, context.signal);
  }
  throw new AwsError('NotStabilized', `Load balancer '${arn}' did not become active`);
}

function described(arn: string, context: ResourceContext): CreatedResource {
  const loadBalancer = findLoadBalancer(arn, context);
  return {
    physicalId: arn,
    attributes: {
      LoadBalancerArn: arn,
      DNSName: loadBalancer.dnsName,
      CanonicalHostedZoneID: 'Z32O12XQLNTSW2',
      LoadBalancerFullName: loadBalancer.fullName,
      LoadBalancerName: loadBalancer.name,
      SecurityGroups: loadBalancer.securityGroups,
    },
  };
}
