import type { PlannedStack } from '../plan/plan.ts';
import type { StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { NotYet } from './not-yet.ts';
import { changeToken, type StackStep } from './stack-work.ts';

const TRAFFIC_PARAMETERS = ['LiveSlot', 'WeightOne', 'WeightTwo'] as const;
const LISTENER_PARAMETERS = ['HttpListenerArn', 'HttpsListenerArn', 'TestListenerArn'] as const;

interface Aligned {
  readonly stack: PlannedStack;
  readonly seen: StackDescription;
}

/**
 * A toggle moves weights without CloudFormation, which then remembers the old ones. An update that failed later would roll
 * back to those, and move users to a slot that may be empty. So before any other update, one that changes nothing
 * but the weights tells CloudFormation what is true: same template, same parameters. Throws NotYet until it has.
 */
export async function alignTraffic(
  step: StackStep,
  { stack, seen }: Aligned,
  ports: Pick<Ports, 'state' | 'stacks'>,
): Promise<void> {
  const wanted = trafficParameters(stack, seen);
  if (Object.keys(wanted).length === 0 || changesListener(stack, seen)) return;
  const name = changeToken(step, 'align');
  await assertStillHolds(step.operationId, ports);
  await ports.stacks.createChangeSet(
    stack.target,
    {
      stackName: stack.stackName,
      templateBody: undefined,
      parameters: wanted,
      keeps: Object.keys(seen.parameters).filter((name) => !(name in wanted)),
      tags: stack.tags,
      clientRequestToken: name,
    },
    'UPDATE',
    name,
  );
  const changeSet = await ports.stacks.describeChangeSet(stack.target, stack.stackName, name);
  if (changeSet.kind === 'empty') return;
  if (changeSet.kind === 'ready') {
    await ports.stacks.executeChangeSet(stack.target, stack.stackName, name, name);
  }
  throw new NotYet(`stack \`${stack.stackName}\` learns the weights of its last toggle`);
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
