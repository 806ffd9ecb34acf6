import type {
  ChangeSet,
  ResourceChange,
  StackChange,
  StackDescription,
  StackEvent,
  StackResource,
  Stacks,
} from '../../../src/core/ports/index.ts';

export interface FakeStack extends StackDescription {
  status: string;
  parameters: Record<string, string>;
  outputs: Record<string, string>;
  tags: Record<string, string>;
  terminationProtection: boolean;
}

export interface FakeStacks extends Stacks {
  readonly byName: Map<string, FakeStack>;
  readonly changeSets: Map<string, StackChange & { readonly type: string }>;
  readonly log: string[];
  /** The template of every stack. */
  templateBody: string;
  /** The resources of every stack. */
  held: readonly StackResource[];
  /** Newest first. */
  stackEvents: StackEvent[];
  /** What every change set finds. */
  changes: readonly ResourceChange[];
}

export function fakeStack(status: string, given: Partial<FakeStack> = {}): FakeStack {
  return {
    stackId: 'arn:stack/1',
    status,
    outputs: {},
    parameters: {},
    tags: {},
    terminationProtection: false,
    ...given,
  };
}

function startOf({ stackName: logicalId, clientRequestToken }: StackChange): StackEvent {
  const type = 'AWS::CloudFormation::Stack';
  return { eventId: 'start', time: new Date(0), logicalId, type, status: 'CREATE_IN_PROGRESS', clientRequestToken };
}

/** CloudFormation as a list of stacks whose statuses the test sets. It writes down what is asked of it. */
export function fakeStacks(byName: Map<string, FakeStack> = new Map()): FakeStacks {
  const log: string[] = [];
  const changeSets: FakeStacks['changeSets'] = new Map();
  const find = (stack: string) => byName.get(stack) ?? [...byName.values()].find(({ stackId }) => stackId === stack);
  const fake: FakeStacks = {
    byName,
    changeSets,
    log,
    templateBody: '{"Resources":{}}',
    held: [],
    stackEvents: [],
    changes: [{ action: 'Add', logicalId: 'Thing', type: 'AWS::S3::Bucket', replacement: 'False' }],
    describe: async (_, stack) => structuredClone(find(stack)),
    create: async (_, change) => {
      log.push(`create stack ${change.clientRequestToken}`);
      const stack = fakeStack('CREATE_IN_PROGRESS', { tags: { ...change.tags }, parameters: { ...change.parameters } });
      byName.set(change.stackName, stack);
      fake.stackEvents = [startOf(change)];
      return stack.stackId;
    },
    createChangeSet: async (_, change, type, name) => {
      log.push(`create change set ${type} ${name}`);
      changeSets.set(name, { ...change, type });
      if (!find(change.stackName))
        byName.set(change.stackName, fakeStack('REVIEW_IN_PROGRESS', { tags: { ...change.tags } }));
    },
    describeChangeSet: async (): Promise<ChangeSet> =>
      fake.changes.length === 0 ? { kind: 'empty' } : { kind: 'ready', changes: fake.changes },
    executeChangeSet: async (_, stack, name) => {
      log.push(`execute ${name}`);
      const found = find(stack)!;
      const change = changeSets.get(name)!;
      found.status = change.type === 'CREATE' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
      found.parameters = { ...change.parameters };
      return true;
    },
    deleteChangeSet: async (_, __, name) => void log.push(`delete change set ${name}`),
    delete: async (_, stack, token, retain = []) => {
      log.push(`delete ${stack} ${token}${retain.length > 0 ? ` retain ${retain.join(' ')}` : ''}`);
      const found = find(stack);
      if (found) found.status = 'DELETE_IN_PROGRESS';
    },
    continueRollback: async (_, __, token, skip = []) => {
      log.push(`continue rollback ${token}${skip.length > 0 ? ` skip ${skip.join(' ')}` : ''}`);
    },
    setTerminationProtection: async (_, stack, enabled) => {
      log.push(`protection ${enabled ? 'on' : 'off'}`);
      find(stack)!.terminationProtection = enabled;
    },
    template: async () => fake.templateBody,
    resources: async () => fake.held,
    events: async (_, __, limit) => fake.stackEvents.slice(0, limit),
  };
  return fake;
}
