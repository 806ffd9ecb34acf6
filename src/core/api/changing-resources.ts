import { z } from 'zod';
import { isEnded, type Operation, type ProgressStep } from '../entities.ts';
import { readPlanIndex } from '../plan/plan-documents.ts';
import type { Ports, StackEvent } from '../ports/index.ts';
import { isOfOperation } from '../stack/stack-work.ts';
import { timestamp } from '../time.ts';
import { ResourceView } from './views/operation.ts';

/** Plinth reads the events of a stack at most once in this time, however many clients watch, so that workflows keep AWS's rates. */
const lookSeconds = 5;
/** Two calls of DescribeStackEvents. */
const stackEventsMax = 200;

/** The resources of one step as they were read last. */
const Look = z.object({
  lookedAt: z.number(),
  /** The operation had ended and no resource was changing: there is nothing new to read. */
  final: z.boolean(),
  resources: z.array(ResourceView),
});
type Look = z.infer<typeof Look>;

type Tools = Pick<Ports, 'state' | 'stacks' | 'time' | 'catalogue' | 'settings'>;

/** The resources of stacks that are changing or failed, by step name. They are read only while a client watches. */
export async function changingResources(
  operation: Operation,
  ports: Tools,
): Promise<Record<string, readonly ResourceView[]>> {
  const steps = operation.steps.filter(({ stackName, status }) => {
    return stackName !== undefined && (status === 'running' || status === 'failed');
  });
  const views = await Promise.all(steps.map(async (step) => [step.name, await resourcesOf(step, operation, ports)]));
  return Object.fromEntries(views);
}

/** From the state while they are fresh. Then the request that gets the claim reads them from CloudFormation for all others. */
async function resourcesOf(step: ProgressStep, operation: Operation, ports: Tools): Promise<readonly ResourceView[]> {
  const stackName = step.stackName ?? '';
  const key = `resources/${stackName}`;
  const known = Look.safeParse(await ports.state.readDocument(operation.id, key)).data;
  const now = ports.time.now().getTime();
  if (known && (known.final || now - known.lookedAt < lookSeconds * 1000)) return known.resources;
  const until = timestamp({ now: () => new Date(now + lookSeconds * 1000) });
  const isMine = await ports.state.claim(`look/${stackName}`, { at: timestamp(ports.time), until });
  if (!isMine) return known?.resources ?? [];
  const look = await lookAt(step, operation, ports);
  await ports.state.putDocument(operation.id, key, { ...look, lookedAt: now });
  return look.resources;
}

async function lookAt(
  { stackKey, stackName = '' }: ProgressStep,
  operation: Operation,
  ports: Tools,
): Promise<Omit<Look, 'lookedAt'>> {
  const plan = await readPlanIndex(operation.id, ports);
  const stack = plan?.stacks.find((planned) => planned.stackKey === stackKey);
  const events = await ports.stacks.events(stack?.target ?? ports.settings, stackName, stackEventsMax);
  const words = ports.catalogue.component(stack?.component ?? '')?.descriptions ?? {};
  const resources = [...resourceViews(events, { stackName, operation, words })];
  const final = isEnded(operation) && !resources.some(({ status }) => status.endsWith('_IN_PROGRESS'));
  return { final, resources };
}

interface Reading {
  readonly stackName: string;
  readonly operation: Operation;
  /** Descriptions of resources by their logical ids. */
  readonly words: Readonly<Record<string, string>>;
}

/**
 * The newest status of each resource that this operation changed, in the order in which they started. A resource that failed
 * stays failed while its stack is rolled back.
 */
function resourceViews(
  events: readonly StackEvent[],
  { stackName, operation, words }: Reading,
): readonly ResourceView[] {
  const views = new Map<string, ResourceView>();
  let isRollingBack = false;
  for (const event of [...events].reverse()) {
    if (!isOfOperation(event.clientRequestToken, operation.id)) continue;
    if (event.type === 'AWS::CloudFormation::Stack' && event.logicalId === stackName) {
      if (event.status.endsWith('_IN_PROGRESS')) isRollingBack = event.status.endsWith('ROLLBACK_IN_PROGRESS');
      continue;
    }
    const time = event.time.toISOString();
    const known = views.get(event.logicalId);
    if (isRollingBack && known?.status.endsWith('_FAILED')) continue;
    views.set(event.logicalId, {
      logicalId: event.logicalId,
      description: words[event.logicalId] ?? event.logicalId,
      status: event.status,
      startedAt: known?.startedAt ?? time,
      ...(!event.status.endsWith('_IN_PROGRESS') && { endedAt: time }),
      ...(event.reason !== undefined && { reason: event.reason }),
    });
  }
  return [...views.values()];
}
