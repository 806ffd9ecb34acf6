import type { AccountRegion, Kernel } from '../../../kernel/service.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackOutput } from '../stack/stack-definition.ts';
import { stacksOf } from '../stack/stack-store.ts';
import { validationError } from '../template/template-error.ts';

export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}

/** Every export of one account and region. */
export function exportsOf(kernel: Kernel, accountRegion: AccountRegion): Export[] {
  return stacksOf(kernel, accountRegion)
    .live()
    .flatMap((stack) =>
      stack.outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ name: exportName, value, stackId: stack.id }],
      ),
    );
}

export function importedValue(kernel: Kernel, accountRegion: AccountRegion, name: string): string {
  const found = exportsOf(kernel, accountRegion).find((candidate) => candidate.name === name);
  if (found === undefined) throw validationError(`No export named ${name} found.`);
  return found.value;
}

/** Names of the stacks that import an export. */
export function importersOf(kernel: Kernel, accountRegion: AccountRegion, name: string): string[] {
  return stacksOf(kernel, accountRegion)
    .live()
    .filter((stack) => stack.imports.includes(name))
    .map((stack) => stack.name);
}

/** Why a stack may not have these outputs: another stack owns an export, or imports its old value. */
export function exportConflict(kernel: Kernel, stack: Stack, outputs: readonly StackOutput[]): string | undefined {
  for (const { exportName } of outputs) {
    const taken = exportsOf(kernel, stack.accountRegion).find(
      ({ name, stackId }) => name === exportName && stackId !== stack.id,
    );
    if (taken !== undefined) {
      return `Export with name ${taken.name} is already exported by stack ${stackNameOf(taken.stackId)}`;
    }
  }
  return exportInUse(kernel, stack, outputs);
}

/** Why a stack may not delete or change its exports. */
export function exportInUse(kernel: Kernel, stack: Stack, outputs: readonly StackOutput[]): string | undefined {
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const kept = outputs.find((output) => output.exportName === exportName);
    if (kept?.value === value) continue;
    const importers = importersOf(kernel, stack.accountRegion, exportName).filter((name) => name !== stack.name);
    if (importers.length === 0) continue;
    const verb = kept === undefined ? 'deleted' : 'updated';
    return `Export ${exportName} cannot be ${verb} as it is in use by ${importers.join(', ')}`;
  }
  return undefined;
}

function stackNameOf(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}
