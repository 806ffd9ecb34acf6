import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import { found, type ItemKind } from './store.ts';

type FieldValue = string | boolean | number | undefined | readonly (string | undefined)[];

export interface Collection<T> {
  readonly items: ReadonlyMap<string, T>;
  readonly kind: ItemKind;
  /** Filter names that this describe operation knows, besides `tag:<key>` and `tag-key`. */
  readonly fields: Readonly<Record<string, (item: T) => FieldValue>>;
}

export interface DescribeRequest {
  readonly ids?: readonly string[] | undefined;
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Describes items as every EC2 call does: by ids (an unknown one is an error), by filters, page by page. */
export function describe<T extends { Tags?: Tag[] | undefined }>(
  collection: Collection<T>,
  request: DescribeRequest,
): { page: T[]; next: { NextToken?: string } } {
  const { items, kind, fields } = collection;
  const wanted = request.ids?.length ? request.ids.map((id) => found(items, id, kind)) : [...items.values()];
  const matching = wanted.filter((item) => (request.Filters ?? []).every((filter) => matches(item, filter, fields)));
  const start = Number(request.NextToken ?? 0);
  const end = start + (request.MaxResults ?? 1000);
  return { page: matching.slice(start, end), next: end < matching.length ? { NextToken: String(end) } : {} };
}

function matches<T extends { Tags?: Tag[] | undefined }>(
  item: T,
  filter: Filter,
  fields: Collection<T>['fields'],
): boolean {
  const values = valuesOf(item, filter.Name ?? '', fields);
  return (filter.Values ?? []).some((pattern) => values.some((value) => globMatches(pattern, value)));
}

function valuesOf<T extends { Tags?: Tag[] | undefined }>(
  item: T,
  name: string,
  fields: Collection<T>['fields'],
): string[] {
  const tags = item.Tags ?? [];
  if (name === 'tag-key') return tags.map(({ Key }) => Key ?? '');
  if (name.startsWith('tag:')) return tags.filter(({ Key }) => Key === name.slice(4)).map(({ Value }) => Value ?? '');
  const field = fields[name];
  if (field === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  const value = field(item);
  const list = Array.isArray(value) ? value : [value];
  return list.filter((entry) => entry !== undefined).map(String);
}

function globMatches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}
