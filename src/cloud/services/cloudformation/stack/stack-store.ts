import { companion } from '../../../kernel/companion.ts';
import type { AccountRegion, Call, Kernel } from '../../../kernel/service.ts';
import { validationError } from '../template/template-error.ts';
import type { Stack } from './stack.ts';

/** What is kept of one account and region. */
interface StoredStacks {
  /** By id, the deleted ones included. */
  readonly stacks: Map<string, Stack>;
  readonly driftDetections: Map<string, DriftDetection>;
}

/** Every stack of one account and region, the deleted ones included. */
export class StackStore {
  readonly driftDetections: Map<string, DriftDetection>;
  readonly #stacks: Map<string, Stack>;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor({ stacks, driftDetections }: StoredStacks) {
    this.#stacks = stacks;
    this.driftDetections = driftDetections;
  }

  /** Requests for one stack run one after the other, so that a concurrent one sees the effect of the first. */
  async inTurn<T>(name: string, take: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(name) ?? Promise.resolve();
    const turn = before.then(take);
    this.#turns.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }

  add(stack: Stack): void {
    this.#stacks.set(stack.id, stack);
  }

  /** Oldest first. */
  all(): Stack[] {
    return [...this.#stacks.values()];
  }

  live(): Stack[] {
    return this.all().filter((stack) => stack.status !== 'DELETE_COMPLETE');
  }

  /** A deleted stack is found by its id alone. */
  find(nameOrId: string): Stack | undefined {
    return this.#stacks.get(nameOrId) ?? this.live().find((stack) => stack.name === nameOrId);
  }
}

export interface DriftDetection {
  readonly id: string;
  readonly stackId: string;
  readonly startedAtMs: number;
  status: 'DETECTION_COMPLETE' | 'DETECTION_IN_PROGRESS';
}

const storeOf = companion((stored: StoredStacks) => new StackStore(stored));

export function stacksOf(kernel: Kernel, accountRegion: AccountRegion): StackStore {
  return storeOf(
    kernel.store<StoredStacks>('cloudformation', accountRegion, () => ({
      stacks: new Map(),
      driftDetections: new Map(),
    })),
  );
}

/** The stack by name or id. Throws `ValidationError` when it does not exist. */
export function requireStack(call: Call, nameOrId: string | undefined, message?: string): Stack {
  if (nameOrId === undefined || nameOrId === '') {
    throw validationError(
      "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
    );
  }
  const stack = stacksOf(call.kernel, call).find(nameOrId);
  if (stack === undefined) throw validationError(message ?? `Stack with id ${nameOrId} does not exist`);
  return stack;
}
