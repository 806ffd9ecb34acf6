import type { NormalizedSchema } from '@smithy/core/schema';
import { kindOf } from './shape.ts';
import { parseTimestamp } from './timestamp.ts';

/**
 * Reads a scalar that travels as text: a query parameter, a header, an XML element. Throws a plain error whose
 * message says what is wrong with the text; each protocol wraps it in its own wording.
 */
export function readText(schema: NormalizedSchema, text: string): unknown {
  switch (kindOf(schema)) {
    case 'boolean':
      if (!/^(true|false)$/i.test(text)) throw new Error(`"${text}" is not a boolean`);
      return text.toLowerCase() === 'true';
    case 'number':
    case 'bigint':
      if (text.trim() === '' || Number.isNaN(Number(text))) throw new Error(`"${text}" is not a number`);
      return Number(text);
    case 'timestamp': {
      const date = parseTimestamp(text);
      if (date === undefined) throw new Error(`"${text}" is not a timestamp`);
      return date;
    }
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'));
    default:
      return text;
  }
}
