import type { Call } from '../../kernel/service.ts';
import type { Bucket, ObjectVersion } from './store.ts';

/** Publishes an object's event to EventBridge, if the bucket's notification configuration enables it. */
export function announce(call: Call, bucket: Bucket, version: ObjectVersion, reason: string): void {
  const notifications = bucket.documents.get('NotificationConfiguration') as
    | { EventBridgeConfiguration?: object }
    | undefined;
  if (notifications?.EventBridgeConfiguration === undefined) return;
  const isDeletion = reason.startsWith('Delete');
  const object = isDeletion
    ? { key: version.key }
    : { key: version.key, size: version.body.byteLength, etag: version.etag.replace(/"/g, '') };
  call.kernel.publish(
    {
      source: 'aws.s3',
      detailType: isDeletion ? 'Object Deleted' : 'Object Created',
      resources: [`arn:aws:s3:::${bucket.name}`],
      detail: {
        version: '0',
        bucket: { name: bucket.name },
        object: bucket.versioning === undefined ? object : { ...object, 'version-id': version.versionId },
        'request-id': call.requestId,
        requester: call.account,
        reason,
      },
    },
    { account: bucket.account, region: bucket.region },
  );
}
