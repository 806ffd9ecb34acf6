/** A body that came in S3's `aws-chunked` encoding: chunks with or without signatures, then trailing headers. */
export interface UnchunkedBody {
  readonly body: Uint8Array;
  /** Lower-case names; checksums travel here when they are computed while sending. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** Whether a request's body is in `aws-chunked` encoding. */
export function isAwsChunked(headers: Readonly<Record<string, string>>): boolean {
  const encodings = headers['content-encoding']?.split(',').map((encoding) => encoding.trim()) ?? [];
  return encodings.includes('aws-chunked') || (headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? false);
}

/** Takes the chunks out of their frames. Chunk signatures are not verified. Throws when a frame is broken. */
export function unchunk(encoded: Uint8Array): UnchunkedBody {
  const bytes = Buffer.from(encoded);
  const chunks: Buffer[] = [];
  let position = 0;
  const line = () => {
    const end = bytes.indexOf('\r\n', position);
    const text = bytes.toString('latin1', position, end === -1 ? bytes.length : end);
    position = end === -1 ? bytes.length : end + 2;
    return text;
  };
  for (;;) {
    const header = line();
    if (!/^[\da-f]+(;.*)?$/i.test(header)) throw new Error(`"${header}" is not the header of a chunk`);
    const length = Number.parseInt(header, 16);
    if (length === 0) break;
    if (position + length > bytes.length) throw new Error(`a chunk of ${length} bytes was cut off`);
    chunks.push(bytes.subarray(position, position + length));
    position += length + 2;
  }
  const trailers: Record<string, string> = {};
  while (position < bytes.length) {
    const [name, ...value] = line().split(':');
    if (name !== undefined && value.length > 0) trailers[name.trim().toLowerCase()] = value.join(':').trim();
  }
  return { body: new Uint8Array(Buffer.concat(chunks)), trailers };
}
