import type { Operation } from '../entities.ts';

/** When an operation was asked for: one that a tagging started, at the time of the tagging. */
export function askedAt({ request, createdAt }: Pick<Operation, 'request' | 'createdAt'>): string {
  return typeof request.taggedAt === 'string' ? request.taggedAt : createdAt;
}
