import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Call } from '../../../kernel/service.ts';
import { validationError } from './template-error.ts';

const INLINE_BYTES_MAX = 51_200;
const STORED_BYTES_MAX = 1_048_576;

export interface TemplateSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
}

/** The template body of a request. `previous`: the stack's current one, for `UsePreviousTemplate`. */
export async function loadTemplateBody(source: TemplateSource, call: Call, previous?: string): Promise<string> {
  if (source.TemplateBody !== undefined && source.TemplateURL !== undefined) {
    throw validationError('Cannot specify both TemplateBody and TemplateURL');
  }
  if (source.TemplateBody !== undefined) return checkedInline(source.TemplateBody);
  if (source.TemplateURL !== undefined) return fetchTemplate(source.TemplateURL, call);
  if (source.UsePreviousTemplate === true && previous !== undefined) return previous;
  throw validationError('Either Template URL or Template Body must be specified.');
}

function checkedInline(body: string): string {
  const bytes = Buffer.byteLength(body);
  if (bytes === 0) {
    throw validationError(
      "1 validation error detected: Value '' at 'templateBody' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (bytes > INLINE_BYTES_MAX) {
    throw validationError(
      `1 validation error detected: Value '${body.slice(0, 64)}...' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${INLINE_BYTES_MAX}`,
    );
  }
  return body;
}

async function fetchTemplate(url: string, call: Call): Promise<string> {
  const { bucket, key } = s3Location(url);
  const answer = await call.kernel
    .invoke<{ Body?: unknown }>('s3', 'GetObject', { Bucket: bucket, Key: key }, call)
    .catch((error: unknown) => {
      throw validationError(`S3 error: ${error instanceof Error ? error.message : String(error)}`);
    });
  const body = await bodyText(answer.Body);
  if (Buffer.byteLength(body) > STORED_BYTES_MAX) {
    throw validationError(`Template may not exceed ${STORED_BYTES_MAX} bytes in size.`);
  }
  return body;
}

/** Bucket and key of a virtual-hosted, path-style or loopback S3 URL, or an `s3://` one. */
function s3Location(url: string): { bucket: string; key: string } {
  if (!URL.canParse(url)) throw validationError('TemplateURL must be a supported URL.');
  const { hostname, pathname, protocol } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  if (protocol === 's3:') return { bucket: hostname, key: path };
  const hosted = /^(.+)\.s3[.-](?:[a-z0-9-]+\.)?(?:amazonaws\.com|localhost)/.exec(hostname)?.[1];
  if (hosted !== undefined) return { bucket: hosted, key: path };
  const slash = path.indexOf('/');
  const isS3 = /^s3[.-].*amazonaws\.com$/.test(hostname) || /^(localhost|127\.|\[::1\])/.test(hostname);
  if (!isS3 || slash < 1) throw validationError('TemplateURL must be an Amazon S3 URL.');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

async function bodyText(body: unknown): Promise<string> {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  return text(body as Readable);
}
