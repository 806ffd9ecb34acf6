import { strToU8, zipSync } from 'fflate';
import { CFN_RESPONSE_NODE, CFN_RESPONSE_PYTHON } from './cfn-response.ts';
import { invalidParameter } from './lambda-errors.ts';

const INLINE_CHARACTERS_MAX = 4 * 1024 * 1024;
/** ZIP times begin in 1980; a fixed one keeps the code's hash stable. */
const ZIP_TIME = new Date(Date.UTC(1980, 0, 2));

/** A template's inline code as CloudFormation packs it: one `index` file, and the `cfn-response` module. */
export function inlineCode(source: string, runtime: string, handler: string): Uint8Array {
  if (source.length > INLINE_CHARACTERS_MAX) throw invalidParameter('ZipFile exceeds 4 MB');
  if (runtime.startsWith('python')) {
    return zipOf({ [`${handler.split('.')[0] ?? 'index'}.py`]: source, 'cfnresponse.py': CFN_RESPONSE_PYTHON });
  }
  if (runtime.startsWith('nodejs')) return zipOf({ 'index.js': source, 'cfn-response.js': CFN_RESPONSE_NODE });
  throw invalidParameter(`ZipFile can only be used when Runtime is set to nodejs or python, not ${runtime}.`);
}

function zipOf(files: Record<string, string>): Uint8Array {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries), { mtime: ZIP_TIME });
}
