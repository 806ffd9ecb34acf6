import type { Head } from '../entities.ts';
import { own } from '../own.ts';
import type { Plan } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import type { StackOutcome } from './documents.ts';

type Result = Readonly<Record<string, unknown>>;

/** What people want to know after a success: which stacks changed, what they answer, and where to look at it. */
export async function convergeResult(
  plan: Plan,
  outcomes: ReadonlyMap<string, StackOutcome>,
  ports: Pick<Ports, 'state'>,
): Promise<Result> {
  const head = await ports.state.readHead(plan.scope);
  const stacks = plan.stacks.map(({ key, stackName, action, data }) => ({
    component: key,
    stackName,
    action,
    ...(action === 'keep' && data && plan.wish === 'absent' && { kept: 'holds data' }),
    ...outcomeView(outcomes.get(key)),
  }));
  if (plan.wish === 'absent') return { stacks };
  const url = await scopeUrl(plan.scope, head, ports);
  return { stacks, outputs: outputsByComponent(head), ...(url !== undefined && { url }) };
}

function outcomeView(outcome: StackOutcome | undefined): Result {
  if (!outcome) return {};
  const { endedAt, retained } = outcome;
  return { endedAt, ...(retained.length > 0 && { retained }) };
}

function outputsByComponent(head: Head | undefined): Result {
  return Object.fromEntries(Object.values(head?.stacks ?? {}).map(({ component, outputs }) => [component, outputs]));
}

/** The address of an environment's load balancer, or of an application behind it. */
async function scopeUrl(
  path: string,
  head: Head | undefined,
  ports: Pick<Ports, 'state'>,
): Promise<string | undefined> {
  const scope = parseScope(path);
  if (scope?.layer === 'environment') return loadBalancerUrl(head);
  if (scope?.layer !== 'application') return undefined;
  const given = own(own(head?.stacks ?? {}, 'service')?.outputs ?? {}, 'Url');
  if (given) return given;
  const environment = await ports.state.readHead(`environments/${scope.environment}`);
  const root = loadBalancerUrl(environment);
  const record = await ports.state.readSpec(path);
  const { route } = ApplicationSpec.parse(record?.spec ?? {});
  if (route.host !== undefined) return `http://${route.host}/`;
  return root && root.slice(0, -1) + (route.path ?? '/').replace(/[*?].*$/, '');
}

function loadBalancerUrl(environment: Head | undefined): string | undefined {
  const dns = own(own(environment?.stacks ?? {}, 'load-balancer')?.outputs ?? {}, 'LoadBalancerDns');
  return dns === undefined ? undefined : `http://${dns}/`;
}
