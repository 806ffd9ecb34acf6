import type { ContainerType, Target } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from './not-yet.ts';
import { declaredResources } from './without-protection.ts';

/** Emptied before a stack is deleted. */
export const BUCKETS: readonly ContainerType[] = ['AWS::S3::Bucket'];

/**
 * Emptied once deleting the stack has failed: CloudFormation takes it amiss when a record of the stack's own is gone, and by
 * then it has deleted those. What is left in a zone are records that nobody owns, such as those that validated certificates.
 */
export const EVERYTHING: readonly ContainerType[] = [...BUCKETS, 'AWS::Route53::HostedZone'];

const STAYING: ReadonlySet<unknown> = new Set(['Retain', 'RetainExceptOnCreate']);

interface Leaving {
  readonly target: Target;
  readonly stackId: string;
  readonly types: readonly ContainerType[];
}

/**
 * Empties what a stack that is to be deleted holds: AWS deletes no bucket and no zone with anything in it. Those of a template
 * that keeps one of them are left alone. Throws NotYet while there is more to delete.
 */
export async function emptyContents(
  { target, stackId, types }: Leaving,
  ports: Pick<Ports, 'stacks' | 'contents'>,
): Promise<void> {
  const typeOf = (name: string) => types.find((type) => type === name);
  const templateBody = await ports.stacks.template(target, stackId);
  const declared = declaredResources(templateBody).filter(({ Type }) => typeOf(Type) !== undefined);
  if (declared.length === 0 || declared.some(({ DeletionPolicy }) => STAYING.has(DeletionPolicy))) return;
  for (const resource of await ports.stacks.resources(target, stackId)) {
    const [type, physicalId] = [typeOf(resource.type), resource.physicalId];
    if (type === undefined || physicalId === undefined) continue;
    const isEmpty = await ports.contents.empty(target, { type, physicalId });
    if (!isEmpty) throw new NotYet(`${type} \`${physicalId}\` is being emptied`);
  }
}
