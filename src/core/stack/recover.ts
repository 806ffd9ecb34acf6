import type { Ports } from '../ports/index.ts';
import { EVERYTHING, holdsContents } from './container-resources.ts';
import { DiagnoseStackInput } from './diagnose-stack.ts';
import { type NextRecovery, nextRecovery } from './next-recovery.ts';
import { readSnapshot, type StackSnapshot } from './stack-work.ts';

export const RecoverInput = DiagnoseStackInput;

export type Recovered = Omit<DiagnoseStackInput, 'purpose'> & NextRecovery;

/** State "Recover": reads the stack after a failure and decides how to bring it to a status that the next request can start from. */
export async function recover(
  { purpose, ...input }: DiagnoseStackInput,
  ports: Pick<Ports, 'state' | 'stacks'>,
): Promise<Recovered> {
  const snapshot = await readSnapshot(input, ports);
  const recoveryFailed = purpose === 'recover';
  const situation = { ...snapshot, recoveryFailed, holdsContents: await holdsAnything(snapshot, ports) };
  return { ...input, ...nextRecovery(situation) };
}

async function holdsAnything({ stack, observed }: StackSnapshot, ports: Pick<Ports, 'stacks'>): Promise<boolean> {
  if (observed?.status !== 'DELETE_FAILED') return false;
  return holdsContents(await ports.stacks.template(stack.target, observed.stackId), EVERYTHING);
}
