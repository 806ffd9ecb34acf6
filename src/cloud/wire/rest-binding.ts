import type { NormalizedSchema } from '@smithy/core/schema';
import type { WireRequest } from './codec.ts';
import { kindOf, membersOf } from './shape.ts';
import { readText } from './text-value.ts';
import { formatTimestamp, timestampFormat } from './timestamp.ts';

type Members = Record<string, unknown>;

/** Which part of an HTTP message carries a member of a REST operation. */
export type Binding = 'label' | 'query' | 'queryParams' | 'header' | 'prefixHeaders' | 'payload' | 'status' | 'body';

export function bindingOf(member: NormalizedSchema): Binding {
  const traits = member.getMergedTraits();
  if (traits.httpLabel) return 'label';
  if (traits.httpQuery !== undefined) return 'query';
  if (traits.httpQueryParams) return 'queryParams';
  if (traits.httpHeader !== undefined) return 'header';
  if (traits.httpPrefixHeaders !== undefined) return 'prefixHeaders';
  if (traits.httpPayload) return 'payload';
  return traits.httpResponseCode ? 'status' : 'body';
}

/** Everything of the input that is not in the body. Throws when a text is of the wrong type. */
export function readBindings(schema: NormalizedSchema, request: WireRequest, labels: Readonly<Record<string, string>>) {
  const read: Members = {};
  for (const [name, member] of membersOf(schema)) {
    const value = readBinding(name, member, request, labels);
    if (value !== undefined) read[name] = value;
  }
  return read;
}

/** The headers of an answer, from the members bound to headers. */
export function writeHeaders(schema: NormalizedSchema, output: Members): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, member] of membersOf(schema)) {
    const value = output[name];
    if (value === undefined || value === null) continue;
    const { httpHeader, httpPrefixHeaders } = member.getMergedTraits();
    if (httpHeader !== undefined) headers[httpHeader.toLowerCase()] = headerText(member, value);
    if (httpPrefixHeaders === undefined) continue;
    for (const [key, item] of Object.entries(value)) headers[`${httpPrefixHeaders}${key}`.toLowerCase()] = String(item);
  }
  return headers;
}

function readBinding(
  name: string,
  member: NormalizedSchema,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): unknown {
  const { httpQuery, httpHeader, httpPrefixHeaders } = member.getMergedTraits();
  switch (bindingOf(member)) {
    case 'label':
      return labels[name] === undefined ? undefined : readText(member, labels[name]);
    case 'query':
      return readQuery(member, request.query.getAll(httpQuery!));
    case 'queryParams':
      return Object.fromEntries([...request.query.keys()].map((key) => [key, readParam(member, request.query, key)]));
    case 'header':
      return readHeader(member, request.headers[httpHeader!.toLowerCase()]);
    case 'prefixHeaders':
      return readPrefixed(request.headers, httpPrefixHeaders!.toLowerCase());
    default:
      return undefined;
  }
}

function readQuery(member: NormalizedSchema, values: readonly string[]): unknown {
  if (values.length === 0) return undefined;
  if (member.isListSchema()) return values.map((value) => readText(member.getValueSchema(), value));
  return readText(member, values[0]!);
}

function readParam(member: NormalizedSchema, query: URLSearchParams, key: string): unknown {
  return readQuery(member.getValueSchema(), query.getAll(key));
}

function readHeader(member: NormalizedSchema, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  if (!member.isListSchema()) return readText(member, text);
  // HTTP dates hold a comma themselves.
  const isDates = kindOf(member.getValueSchema()) === 'timestamp';
  const items = isDates ? text.split(/(?<=GMT),/) : (text.match(/"(?:\\.|[^"\\])*"|[^,\s][^,]*/g) ?? []);
  return items.map((item) => readText(member.getValueSchema(), unquoted(item.trim())));
}

function readPrefixed(headers: Readonly<Record<string, string>>, prefix: string): Members | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

function unquoted(item: string): string {
  return item.startsWith('"') ? item.slice(1, -1).replace(/\\(.)/g, '$1') : item;
}

/** An item of a list in a header, quoted where it contains a comma. */
function listItemText(member: NormalizedSchema, item: unknown): string {
  const text = headerText(member, item);
  const isPlain = kindOf(member) !== 'string' || !/[",]/.test(text);
  return isPlain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function headerText(member: NormalizedSchema, value: unknown): string {
  switch (kindOf(member)) {
    case 'timestamp':
      return String(formatTimestamp(value, timestampFormat(member, 'http-date')));
    case 'list':
      return (value as unknown[]).map((item) => listItemText(member.getValueSchema(), item)).join(', ');
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return String(value);
  }
}
