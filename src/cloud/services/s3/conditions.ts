import { AwsError } from '../../kernel/errors.ts';
import type { ObjectVersion } from './store.ts';

interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** Conditions of a write: `IfNoneMatch: *` requires that the key does not exist, `IfMatch` that its ETag matches. */
export function checkConditions(current: ObjectVersion | undefined, conditions: Conditions): void {
  const isThere = current !== undefined && !current.isDeleteMarker;
  if (conditions.IfNoneMatch === '*' && isThere) throw preconditionFailed('If-None-Match');
  if (conditions.IfMatch === undefined) return;
  if (!isThere) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if (!isSame(conditions.IfMatch, current.etag)) throw preconditionFailed('If-Match');
}

/** Conditions of a read. An unchanged object is a 304, which SDKs treat as an error. */
export function checkReadConditions(version: ObjectVersion, conditions: Conditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const modifiedAt = Math.floor(version.modifiedAtMs / 1000);
  if (IfMatch !== undefined && !isSame(IfMatch, version.etag)) throw preconditionFailed('If-Match');
  if (IfMatch === undefined && IfUnmodifiedSince !== undefined && modifiedAt > IfUnmodifiedSince.getTime() / 1000) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const isKnown = IfNoneMatch !== undefined && isSame(IfNoneMatch, version.etag);
  const isOld =
    IfNoneMatch === undefined && IfModifiedSince !== undefined && modifiedAt <= IfModifiedSince.getTime() / 1000;
  if (isKnown || isOld) throw new AwsError('NotModified', 'Not Modified', 304);
}

function isSame(wanted: string, etag: string): boolean {
  return wanted === '*' || wanted.split(',').some((item) => item.trim().replace(/"/g, '') === etag.replace(/"/g, ''));
}

function preconditionFailed(Condition: string): AwsError {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new AwsError('PreconditionFailed', message, 412, { Condition });
}
