import * as schemas from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Service } from '../../kernel/service.ts';
import * as attributes from './attributes.ts';
import { cutExchanges } from './data-plane/exchange.ts';
import { checkHealth } from './data-plane/health-checks.ts';
import { minuteIsOver } from './data-plane/metrics.ts';
import { publishListenersPage, reopenListeners } from './data-plane/open-listener.ts';
import { propagated } from './data-plane/propagate.ts';
import { targetOfTimer } from './data-plane/target-timers.ts';
import { describeAccountLimits } from './describe-account-limits.ts';
import * as listeners from './listeners.ts';
import * as loadBalancers from './load-balancers.ts';
import * as rules from './rules.ts';
import { publishCertificateUsers } from './store.ts';
import * as tags from './tags.ts';
import * as targetGroups from './target-groups.ts';
import * as targets from './targets.ts';

export { elbv2ResourceTypes } from './resources/index.ts';

export const elbv2: Service = {
  signingName: 'elasticloadbalancing',
  schemas,
  operations: {
    AddTags: tags.addTags,
    CreateListener: listeners.createListener,
    CreateLoadBalancer: loadBalancers.createLoadBalancer,
    CreateRule: rules.createRule,
    CreateTargetGroup: targetGroups.createTargetGroup,
    DeleteListener: listeners.deleteListener,
    DeleteLoadBalancer: loadBalancers.deleteLoadBalancer,
    DeleteRule: rules.deleteRule,
    DeleteTargetGroup: targetGroups.deleteTargetGroup,
    DeregisterTargets: targets.deregisterTargets,
    DescribeAccountLimits: describeAccountLimits,
    DescribeListenerAttributes: attributes.describeListenerAttributes,
    DescribeListeners: listeners.describeListeners,
    DescribeLoadBalancerAttributes: attributes.describeLoadBalancerAttributes,
    DescribeLoadBalancers: loadBalancers.describeLoadBalancers,
    DescribeRules: rules.describeRules,
    DescribeTags: tags.describeTags,
    DescribeTargetGroupAttributes: attributes.describeTargetGroupAttributes,
    DescribeTargetGroups: targetGroups.describeTargetGroups,
    DescribeTargetHealth: targets.describeTargetHealth,
    ModifyListener: listeners.modifyListener,
    ModifyListenerAttributes: attributes.modifyListenerAttributes,
    ModifyLoadBalancerAttributes: attributes.modifyLoadBalancerAttributes,
    ModifyRule: rules.modifyRule,
    ModifyTargetGroup: targetGroups.modifyTargetGroup,
    ModifyTargetGroupAttributes: attributes.modifyTargetGroupAttributes,
    RegisterTargets: targets.registerTargets,
    RemoveTags: tags.removeTags,
    SetIpAddressType: loadBalancers.setIpAddressType,
    SetRulePriorities: rules.setRulePriorities,
    SetSecurityGroups: loadBalancers.setSecurityGroups,
    SetSubnets: loadBalancers.setSubnets,
  },
  start: (kernel) => {
    publishListenersPage(kernel);
    publishCertificateUsers(kernel);
  },
  timers: {
    active: loadBalancers.activate,
    propagated,
    minute: minuteIsOver,
    check(key, call) {
      const checked = targetOfTimer(key, call);
      if (checked !== undefined) call.kernel.background(checkHealth(checked.target, checked.group, call));
    },
    drained(key, call) {
      const drained = targetOfTimer(key, call);
      if (drained === undefined) return;
      drained.group.targets.delete(key.split(' ').at(-1) ?? '');
      cutExchanges(drained.target);
    },
  },
  resume: reopenListeners,
};
