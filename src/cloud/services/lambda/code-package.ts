import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import type { FunctionCode } from '@aws-sdk/client-lambda';
import { unzipSync } from 'fflate';
import { companion } from '../../kernel/companion.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Kernel } from '../../kernel/service.ts';
import { invalidParameter } from './lambda-errors.ts';

const ZIP_BYTES_MAX = 50 * 1024 * 1024;
const UNZIPPED_BYTES_MAX = 250 * 1024 * 1024;

export interface CodePackage {
  readonly zip: Uint8Array;
  /** Base64, as GetFunction shows it. */
  readonly sha256: string;
}

/** Folder with a package's unzipped code, written at first use. */
const folderOf = companion((_code: CodePackage): { path?: string } => ({}));

/** Reads the code from `ZipFile` or from S3, and checks the archive. Throws `InvalidParameterValueException`. */
export async function codePackage(code: FunctionCode | undefined, call: Call): Promise<CodePackage> {
  if (code?.ImageUri !== undefined) {
    throw new AwsError('NotImplemented', 'the embedded cloud does not run functions from container images', 501);
  }
  const zip = code?.ZipFile === undefined ? await fromS3(code, call) : new Uint8Array(code.ZipFile);
  if (code?.ZipFile !== undefined && zip.byteLength > ZIP_BYTES_MAX) {
    throw new AwsError(
      'RequestEntityTooLargeException',
      'Request must be smaller than 69905067 bytes for the CreateFunction operation',
      413,
    );
  }
  checkZip(zip);
  const sha256 = createHash('sha256').update(zip).digest('base64');
  return { zip, sha256 };
}

/** The folder with the content of `/var/task`. It is removed when the cloud stops. */
export function taskRootOf(code: CodePackage, kernel: Kernel): string {
  const written = folderOf(code);
  if (written.path !== undefined) return written.path;
  const folder = mkdtempSync(join(tmpdir(), 'lambda-'));
  kernel.onStop(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(unzipSync(code.zip))) {
    const path = normalize(name);
    if (path.endsWith('/') || path.startsWith('..') || path.startsWith('/')) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  written.path = folder;
  return folder;
}

async function fromS3(code: FunctionCode | undefined, call: Call): Promise<Uint8Array> {
  const { S3Bucket: Bucket, S3Key: Key, S3ObjectVersion } = code ?? {};
  if (Bucket === undefined || Key === undefined) throw invalidParameter('Please provide a source for function code.');
  const version = S3ObjectVersion === undefined ? {} : { VersionId: S3ObjectVersion };
  try {
    const { Body } = await call.kernel.invoke<{ Body: Uint8Array }>(
      's3',
      'GetObject',
      { Bucket, Key, ...version },
      call,
    );
    return Body;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === 'NotImplemented') throw error;
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

/** Reads the archive's directory only; the files are inflated when the function first runs. */
function checkZip(zip: Uint8Array): void {
  let bytes = 0;
  try {
    unzipSync(zip, {
      filter({ originalSize }) {
        bytes += originalSize;
        return false;
      },
    });
  } catch {
    throw invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
  if (bytes > UNZIPPED_BYTES_MAX) {
    throw invalidParameter(`Unzipped size must be smaller than ${UNZIPPED_BYTES_MAX} bytes`);
  }
}
