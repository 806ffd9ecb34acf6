import { z } from 'zod';
import { Failure, StackRecord } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { LeftResource } from '../retained.ts';

type State = Pick<Ports, 'state'>;

/** Resources that would not be deleted and were left behind. */
const Retained = z.array(LeftResource).default([]);

/** What the change of a stack left: its workflow writes it when it succeeded. */
export const StackResult = z.discriminatedUnion('status', [
  z.object({ status: z.literal('present'), record: StackRecord, retained: Retained }),
  z.object({ status: z.literal('absent'), retained: Retained }),
]);
export type StackResult = z.infer<typeof StackResult>;

/** Undefined as long as the change of the stack has not succeeded. `key` is the stack's in the operation's plan. */
export async function readResult(operationId: string, key: string, ports: State): Promise<StackResult | undefined> {
  const document = await ports.state.readDocument(operationId, resultKey(key));
  return document === undefined ? undefined : StackResult.parse(document);
}

export async function writeResult(
  { operationId, stackKey }: { readonly operationId: string; readonly stackKey: string },
  result: StackResult,
  ports: State,
): Promise<void> {
  await ports.state.putDocument(operationId, resultKey(stackKey), result);
}

/** Why the change of a stack failed; undefined when it did not fail or was not diagnosed. The stack may have recovered since. */
export async function readDiagnosis(operationId: string, key: string, ports: State): Promise<Failure | undefined> {
  return Failure.safeParse(await ports.state.readDocument(operationId, diagnosisKey(key))).data;
}

export async function writeDiagnosis(
  { operationId, stackKey }: { readonly operationId: string; readonly stackKey: string },
  failure: Failure,
  ports: State,
): Promise<void> {
  await ports.state.putDocument(operationId, diagnosisKey(stackKey), failure);
}

function resultKey(stackKey: string): string {
  return `result/${stackKey}`;
}

function diagnosisKey(stackKey: string): string {
  return `failure/${stackKey}`;
}
