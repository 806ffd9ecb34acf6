import type { Operation } from '../entities.ts';
import { readPlanIndex } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { leftLabel } from '../retained.ts';
import { readResult } from '../stack/stack-result.ts';

/** Resources that CloudFormation could not delete with a release's stack and that `Recover` retained. */
export async function retainedResources(
  { id }: Pick<Operation, 'id'>,
  ports: Pick<Ports, 'state'>,
): Promise<readonly string[]> {
  const { stacks = [] } = (await readPlanIndex(id, ports)) ?? {};
  const deletions = stacks.filter(({ action }) => action === 'delete');
  const results = await Promise.all(deletions.map(({ stackKey }) => readResult(id, stackKey, ports)));
  return results.flatMap((result) => (result?.status === 'absent' ? result.retained.map(leftLabel) : []));
}
