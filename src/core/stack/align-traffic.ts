import type { PlannedStack } from '../plan/plan.ts';
import type { StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import type { StackStep } from './stack-work.ts';
import { updateInPassing } from './update-in-passing.ts';
import type { SeenStack } from './was-tried.ts';

const TRAFFIC_PARAMETERS = ['LiveSlot', 'WeightOne', 'WeightTwo'] as const;
const LISTENER_PARAMETERS = ['HttpListenerArn', 'HttpsListenerArn', 'TestListenerArn'] as const;

/**
 * A toggle moves weights without CloudFormation, which then remembers the old ones. An update that failed later would roll
 * back to those, and move users to a slot that may be empty. So before any other update, one that changes nothing
 * but the weights tells CloudFormation what is true: same template, same parameters. Throws NotYet until it has, and
 * StackFailed when it will not.
 */
export async function alignTraffic(
  step: StackStep,
  { stack, seen }: SeenStack,
  ports: Pick<Ports, 'state' | 'stacks'>,
): Promise<void> {
  const wanted = trafficParameters(stack, seen);
  if (Object.keys(wanted).length === 0 || changesListener(stack, seen)) return;
  const change = {
    templateBody: undefined,
    parameters: wanted,
    keeps: Object.keys(seen.parameters).filter((name) => !(name in wanted)),
    tags: stack.tags,
  };
  const says = {
    underWay: `stack \`${stack.stackName}\` learns the weights of its last toggle`,
    failed: `stack \`${stack.stackName}\` could not learn the weights of its last toggle`,
  };
  await updateInPassing(step, { stack, seen, suffix: 'align', change, says }, ports);
}

/**
 * The listener may have gone, and its rules with it: CloudFormation could neither update those nor roll that back. The
 * change that follows leaves them behind, and brings the same weights.
 */
function changesListener(stack: PlannedStack, seen: StackDescription): boolean {
  return LISTENER_PARAMETERS.some((name) => {
    const planned = stack.parameters[name];
    return planned !== undefined && 'value' in planned && planned.value !== seen.parameters[name];
  });
}

/** What CloudFormation has wrong. Empty for every stack that routes no traffic. */
function trafficParameters(stack: PlannedStack, seen: StackDescription): Record<string, string> {
  const wrong: Record<string, string> = {};
  for (const name of TRAFFIC_PARAMETERS) {
    const planned = stack.parameters[name];
    const known = seen.parameters[name];
    if (planned && 'value' in planned && known !== undefined && planned.value !== known) wrong[name] = planned.value;
  }
  return wrong;
}
