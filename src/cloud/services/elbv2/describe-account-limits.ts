/** The quotas that this service enforces, with AWS's names and default values. */
export function describeAccountLimits() {
  return { Limits: Object.entries(LIMITS).map(([Name, Max]) => ({ Name, Max })) };
}

const LIMITS = {
  'application-load-balancers': '50',
  'network-load-balancers': '50',
  'listeners-per-application-load-balancer': '50',
  'listeners-per-network-load-balancer': '50',
  'rules-per-application-load-balancer': '100',
  'certificates-per-application-load-balancer': '25',
  'condition-values-per-alb-rule': '5',
  'target-groups': '3000',
  'target-groups-per-action-on-application-load-balancer': '5',
  'target-groups-per-application-load-balancer': '100',
  'targets-per-application-load-balancer': '1000',
  'targets-per-target-group': '1000',
} as const;
