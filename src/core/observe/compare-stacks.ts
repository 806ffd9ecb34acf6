import type { ScopeState, StackRecord } from '../entities.ts';
import type { Difference } from '../observation.ts';
import { own } from '../own.ts';
import type { ListedStack } from '../ports/index.ts';
import { keyInBase, parseScope } from '../scope.ts';
import { isSettled } from '../stack/stack-status.ts';
import type { WorldSnapshot } from './world-snapshot.ts';

/** A toggle moves weights without CloudFormation, which learns of them with the stack's next update. */
const MOVED_BY_TOGGLES: ReadonlySet<string> = new Set(['LiveSlot', 'WeightOne', 'WeightTwo']);

/** In what the stacks of a scope differ from their records (I8, I9). Pure. */
export function compareStacks({ stacks }: Pick<ScopeState, 'stacks'>, world: WorldSnapshot): readonly Difference[] {
  if (world.unread.has('stacks')) return [];
  return Object.values(stacks).flatMap((record) => compareStack(record, world.stacks));
}

/** CloudFormation's stack status of each stack, by stack key: of a repository, `repository-shop`. */
export function observedStatuses(
  { scope, stacks }: ScopeState,
  world: WorldSnapshot,
): Readonly<Record<string, string>> {
  if (world.unread.has('stacks')) return {};
  const parsed = parseScope(scope);
  return Object.fromEntries(
    Object.entries(stacks).map(([name, { stackId }]) => [
      keyInBase(parsed, name),
      world.stacks.get(stackId)?.status ?? 'absent',
    ]),
  );
}

function compareStack(record: StackRecord, stacks: WorldSnapshot['stacks']): readonly Difference[] {
  const { stackName, stackId } = record;
  const found = stacks.get(stackId);
  if (!found) {
    const successor = [...stacks.values()].find((stack) => stack.stackName === stackName);
    return [
      successor
        ? { code: 'stack-replaced', message: `stack \`${stackName}\` was deleted and created again outside Plinth` }
        : { code: 'stack-missing', message: `stack \`${stackName}\` no longer exists` },
    ];
  }
  // What changes it now will be compared when it has ended. A stale record says nothing about the stack's contents.
  if (!isSettled(found.status)) return [];
  if (found.status !== record.status && found.status.endsWith('_FAILED')) {
    return [{ code: 'stack-failed', message: `stack \`${stackName}\` is ${found.status}, not ${record.status}` }];
  }
  // The record is written after the change. A change set without changes leaves CloudFormation the former parameters.
  if (record.templateHash === '' || found.changedAt.getTime() <= Date.parse(record.updatedAt)) return [];
  const other = otherParameter(record, found) ?? otherOutput(record, found);
  const what = other === undefined ? '' : `: ${other}`;
  return [{ code: 'stack-changed', message: `stack \`${stackName}\` was updated outside Plinth${what}` }];
}

/** CloudFormation answers a parameter that is not to be echoed with asterisks. */
function otherParameter({ parameters }: StackRecord, found: ListedStack): string | undefined {
  const other = Object.entries(parameters).find(([name, value]) => {
    const actual = own(found.parameters, name);
    return !MOVED_BY_TOGGLES.has(name) && actual !== undefined && actual !== value && !/^\*+$/.test(actual);
  });
  return other && `parameter ${other[0]} is '${found.parameters[other[0]]}', not '${other[1]}'`;
}

function otherOutput({ outputs }: StackRecord, found: ListedStack): string | undefined {
  const other = Object.entries(outputs).find(([name, value]) => own(found.outputs, name) !== value);
  return other && `output ${other[0]} is '${own(found.outputs, other[0]) ?? 'absent'}', not '${other[1]}'`;
}
