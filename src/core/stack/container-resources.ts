import type { ContainerType } from '../ports/aws.ts';
import { declaredResources } from './declared-resources.ts';

/** Emptied before a stack is deleted. */
export const BUCKETS: readonly ContainerType[] = ['AWS::S3::Bucket'];

/**
 * Emptied once deleting the stack has failed: CloudFormation fails the deletion when one of the stack's own records is already
 * gone, and by then it has deleted those. What is left in a zone are records that no stack owns, such as those that
 * validated certificates.
 */
export const EVERYTHING: readonly ContainerType[] = [...BUCKETS, 'AWS::Route53::HostedZone'];

const KEEPING: ReadonlySet<unknown> = new Set(['Retain', 'RetainExceptOnCreate']);

/**
 * Whether a template has resources of these types, which AWS deletes only when they are empty. A template that keeps one
 * of them keeps the contents of all. Pure.
 */
export function holdsContents(templateBody: string, types: readonly ContainerType[]): boolean {
  const containers = declaredResources(templateBody).filter(({ Type }) => types.some((type) => type === Type));
  return containers.length > 0 && !containers.some(({ DeletionPolicy }) => KEEPING.has(DeletionPolicy));
}
