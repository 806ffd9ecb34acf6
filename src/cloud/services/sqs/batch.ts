import { AwsError } from '../../kernel/errors.ts';

const ENTRIES_MAX = 10;

interface BatchAnswer<T> {
  readonly Successful: (T & { Id: string })[];
  readonly Failed: { Id: string; SenderFault: boolean; Code: string; Message: string }[];
}

/** Processes each entry independently; only a violation of the batch's own limits refuses it as a whole. */
export function batch<E extends { Id?: string | undefined }, T extends object>(
  entries: readonly E[],
  run: (entry: E) => T,
  size: { sizeBytes: number; sizeBytesMax: number } = { sizeBytes: 0, sizeBytesMax: 0 },
): BatchAnswer<T> {
  checkBatch(entries);
  if (size.sizeBytes > size.sizeBytesMax) {
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${size.sizeBytesMax} bytes. You have sent ${size.sizeBytes} bytes.`,
    );
  }
  const answer: BatchAnswer<T> = { Successful: [], Failed: [] };
  for (const entry of entries) {
    try {
      answer.Successful.push({ Id: entry.Id!, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      answer.Failed.push({ Id: entry.Id!, SenderFault: error.status < 500, Code: error.code, Message: error.message });
    }
  }
  return answer;
}

function checkBatch(entries: readonly { Id?: string | undefined }[]): void {
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > ENTRIES_MAX) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${ENTRIES_MAX}. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map((entry) => entry.Id!);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
}
