import type { StackRecord } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { readResult } from '../stack/stack-result.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** The record of the release's stack once it is complete; undefined until then. */
export async function placedRecord(
  operationId: string,
  { component }: ResolvedRelease,
  ports: Pick<Ports, 'state'>,
): Promise<StackRecord | undefined> {
  const result = await readResult(operationId, component, ports);
  return result?.status === 'present' ? result.record : undefined;
}
