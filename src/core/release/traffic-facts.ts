import { type ReleaseContext, requiredOutput } from './release-context.ts';
import type { ReleaseFacts } from './release-facts.ts';

type TrafficFacts = Pick<
  ReleaseFacts,
  'target' | 'cluster' | 'groups' | 'ruleArns' | 'testRuleArn' | 'testUrl' | 'host' | 'logGroup' | 'network'
>;

/** What the stacks around a release say about how traffic reaches it. */
export function trafficFacts(context: ReleaseContext): TrafficFacts {
  const output = (component: string, name: string) => requiredOutput(context, component, name);
  const { host } = context.spec.route;
  return {
    target: context.target,
    cluster: output('cluster', 'ClusterName'),
    groups: { one: output('service', 'TargetGroupOneArn'), two: output('service', 'TargetGroupTwoArn') },
    ruleArns: output('service', 'ProductionRuleArns').split(','),
    testRuleArn: output('service', 'TestRuleArn'),
    testUrl: `http://${output('load-balancer', 'LoadBalancerDns')}:${output('load-balancer', 'TestPort')}`,
    ...(host !== undefined && { host }),
    logGroup: output('service', 'LogGroupName'),
    network: {
      subnets: output('egress', 'TaskSubnets').split(','),
      securityGroups: [output('service', 'TaskSecurityGroup')],
      publicIp: output('egress', 'AssignPublicIp') === 'ENABLED',
    },
  };
}
