import type { NetworkResponse } from '../../../kernel/network.ts';
import { RequestRefused } from './request-refused.ts';

interface StructuredAnswer {
  readonly statusCode?: unknown;
  readonly headers?: Record<string, unknown> | null;
  readonly multiValueHeaders?: Record<string, unknown[]> | null;
  readonly cookies?: unknown[] | null;
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

/**
 * A function's result as an HTTP response. With format 2.0 a result without `statusCode` is the body of a 200;
 * with format 1.0 it is an error. Throws `RequestRefused`.
 */
export function proxyResponse(payload: string, format: '1.0' | '2.0'): NetworkResponse {
  const answer = JSON.parse(payload) as StructuredAnswer | string | null;
  const isStructured = typeof answer === 'object' && answer !== null && answer.statusCode !== undefined;
  if (isStructured) return structured(answer);
  if (format === '1.0') throw new RequestRefused(500, 'Internal Server Error');
  const body = typeof answer === 'string' ? answer : payload;
  return { status: 200, headers: { 'content-type': 'application/json' }, body: new TextEncoder().encode(body) };
}

function structured(answer: StructuredAnswer): NetworkResponse {
  const status = Number(answer.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) throw new RequestRefused(500, 'Internal Server Error');
  const { body = '', isBase64Encoded } = answer;
  if (body !== null && typeof body === 'object') throw new RequestRefused(500, 'Internal Server Error');
  const text = String(body ?? '');
  return {
    status,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headersOf(answer) },
    body: isBase64Encoded === true ? new Uint8Array(Buffer.from(text, 'base64')) : new TextEncoder().encode(text),
  };
}

function headersOf({ headers, multiValueHeaders, cookies }: StructuredAnswer): Record<string, string> {
  const single = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const multiple = Object.entries(multiValueHeaders ?? {}).map(([name, values]) => [
    name.toLowerCase(),
    values.map(String).join(', '),
  ]);
  return {
    ...Object.fromEntries(single),
    ...Object.fromEntries(multiple),
    ...(cookies == null || cookies.length === 0 ? {} : { 'set-cookie': cookies.map(String).join(', ') }),
  };
}
