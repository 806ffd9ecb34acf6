import type { StackDescription, Stacks } from '../../src/core/ports/index.ts';

/**
 * CloudFormation as the fake machine leaves it: every stack on record is there, by its id, and lacks nothing. By name none is found: a
 * branch that failed left nothing.
 */
export const recordedStacks = {
  async describe(_: unknown, stack: string): Promise<StackDescription | undefined> {
    if (!stack.startsWith('arn:')) return undefined;
    const some = { outputs: {}, parameters: {}, tags: {}, terminationProtection: false };
    return { stackId: stack, status: 'CREATE_COMPLETE', ...some };
  },
  resources: async () => [],
} as Partial<Stacks> as Stacks;
