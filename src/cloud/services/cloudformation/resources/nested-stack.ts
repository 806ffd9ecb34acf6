import { AwsError } from '../../../kernel/errors.ts';
import { isObject } from '../../../kernel/json-object.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import type { Stack } from '../stack/stack.ts';
import { requireStack } from '../stack/stack-store.ts';
import { startCreate } from '../stack/start-create.ts';
import { startDelete } from '../stack/start-delete.ts';
import { beginUpdate, startUpdate } from '../stack/start-update.ts';

const NAME_LENGTH_MAX = 128;
const NO_CHANGES = 'No updates are to be performed.';

/** `AWS::CloudFormation::Stack`: a nested stack. */
export const nestedStackType: ResourceType = {
  typeName: 'AWS::CloudFormation::Stack',
  timing: 'own',
  async create(properties, context) {
    const parent = requireStack(context, context.stackId);
    const name = context.physicalName(NAME_LENGTH_MAX);
    const { operation } = parent;
    const stack = await startCreate(context, {
      input: { StackName: name, ...stackInput(properties, parent) },
      parent,
      options: { mode: operation?.mode ?? 'STANDARD', disableRollback: operation?.disableRollback ?? false },
    });
    context.announce(created(stack));
    await settled(stack, context);
    if (stack.status !== 'CREATE_COMPLETE') {
      throw new AwsError(
        'NestedStack',
        `Embedded stack ${stack.id} was not successfully created: ${firstReason(stack)}`,
      );
    }
    return created(stack);
  },
  async update(resource, properties, _previous, context) {
    const parent = requireStack(context, context.stackId);
    const stack = requireStack(context, resource.physicalId);
    const isRestored = parent.status === 'UPDATE_ROLLBACK_IN_PROGRESS';
    const isStarted = isRestored
      ? startRestore(stack, context)
      : await startNestedUpdate(stack, { properties, parent, context });
    if (isStarted) await settled(stack, context);
    if (isStarted && stack.status !== 'UPDATE_COMPLETE') {
      throw new AwsError(
        'NestedStack',
        `Embedded stack ${stack.id} was not successfully updated. Currently in ${stack.status} with reason: ${firstReason(stack)}`,
      );
    }
    return created(stack);
  },
  async delete(resource, _properties, context) {
    const stack = requireStack(context, resource.physicalId);
    startDelete(context, { stack, retention: { retain: [], isForced: false } });
    await stack.operation?.done;
    if (stack.status !== 'DELETE_COMPLETE') {
      throw new AwsError(
        'NestedStack',
        `Embedded stack ${stack.id} was not successfully deleted: ${firstReason(stack)}`,
      );
    }
  },
};

interface NestedUpdate {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly parent: Stack;
  readonly context: ResourceContext;
}

/** Answers whether an update of the nested stack has started. */
async function startNestedUpdate(stack: Stack, { properties, parent, context }: NestedUpdate): Promise<boolean> {
  const former = stack.definition;
  try {
    await startUpdate(context, {
      input: { StackName: stack.id, ...stackInput(properties, parent) },
      isNested: true,
      options: { mode: parent.operation?.mode ?? 'STANDARD' },
    });
  } catch (error) {
    if (error instanceof AwsError && error.message === NO_CHANGES) return false;
    throw error;
  }
  if (former !== undefined) stack.formerDefinition = former;
  return true;
}

/** The template at the URL may have changed, so a rollback restores the nested stack's former definition. */
function startRestore(stack: Stack, context: ResourceContext): boolean {
  const { formerDefinition: definition } = stack;
  delete stack.formerDefinition;
  if (stack.status === 'UPDATE_ROLLBACK_FAILED') {
    throw new AwsError('NestedStack', `Embedded stack ${stack.id} is in UPDATE_ROLLBACK_FAILED state`);
  }
  if (definition === undefined || stack.status !== 'UPDATE_COMPLETE') return false;
  beginUpdate(context, { stack, definition, options: {} });
  return true;
}

function stackInput(properties: Readonly<Record<string, unknown>>, parent: Stack) {
  const { TemplateURL, TemplateBody, Parameters, Tags, NotificationARNs, TimeoutInMinutes } = properties;
  const own = Array.isArray(Tags) ? (Tags as { Key: string; Value: string }[]) : [];
  const definition = parent.definition!;
  const inherited = definition.tags.filter(({ Key }) => !own.some((tag) => tag.Key === Key));
  return {
    ...(typeof TemplateURL === 'string' ? { TemplateURL } : { TemplateBody: String(TemplateBody ?? '') }),
    Parameters: Object.entries(isObject(Parameters) ? Parameters : {}).map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: String(value),
    })),
    Tags: [...inherited, ...own],
    Capabilities: [...definition.capabilities],
    NotificationARNs: Array.isArray(NotificationARNs) ? NotificationARNs.map(String) : [...definition.notificationArns],
    ...(TimeoutInMinutes === undefined ? {} : { TimeoutInMinutes: Number(TimeoutInMinutes) }),
    ...(definition.roleArn === undefined ? {} : { RoleARN: definition.roleArn }),
  };
}

/** Waits for the nested stack; cancelling the parent's operation cancels the nested one. */
async function settled(stack: Stack, { signal }: ResourceContext): Promise<void> {
  const { operation } = stack;
  if (operation === undefined) return;
  const cancel = () => operation.abort.abort(signal.reason);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  await operation.done.finally(() => signal.removeEventListener('abort', cancel));
}

function created(stack: Stack): CreatedResource {
  const outputs = stack.outputs.map(({ key, value }) => [`Outputs.${key}`, value] as const);
  return { physicalId: stack.id, attributes: Object.fromEntries(outputs) };
}

/** The status reason of the stack's first failure. */
function firstReason(stack: Stack): string {
  const isOwn = (status: string) => /FAILED$|^(UPDATE_)?ROLLBACK_IN_PROGRESS$/.test(status);
  const event = stack.events.findLast(
    ({ physicalId, status, reason }) => physicalId === stack.id && isOwn(status) && reason !== undefined,
  );
  return event?.reason ?? stack.statusReason ?? '';
}
