import { z } from 'zod';
import {
  Operation,
  OperationEvent,
  Release,
  ScopeClaim,
  ScopeState,
  SpecRecord,
  Waiter,
  WaitToken,
} from '../../core/entities.ts';
import { PlinthError } from '../../core/errors.ts';
import { RetainedItem } from '../../core/retained.ts';
import { Automation, Wanted } from '../../core/wanted.ts';
import type { Key } from './keys.ts';

export type Item = Readonly<Record<string, unknown>>;

/** Lifts an item from one schema version to the next. */
export type Upcaster = (item: Item) => Item;

/** One kind of item. */
export interface ItemKind<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** The first lifts version 1 to version 2, and so on. An item without a version has version 1. */
  readonly upcasters: readonly Upcaster[];
}

/**
 * Every kind of item with what lifts its older versions. A change of a schema that an item written before does not satisfy, or
 * that reads it with another meaning, adds an upcaster here, and a test with such an item.
 */
export const KINDS = {
  spec: kind('spec', SpecRecord),
  scopeState: kind('scope state', ScopeState),
  operation: kind('operation', Operation),
  event: kind('event', OperationEvent),
  release: kind('release', Release),
  token: kind('token', WaitToken),
  waiter: kind('waiter', Waiter),
  scopeClaim: kind('claim', ScopeClaim),
  wanted: kind('wanted image', Wanted),
  automation: kind('automation', Automation),
  retained: kind('retained resource', RetainedItem),
  /** Documents are of any shape, so they are stored as text. */
  document: kind('document', z.object({ document: z.string() })),
  /** As text too: it is read and written as a whole. */
  observation: kind('observation', z.object({ observation: z.string() })),
  drift: kind('drift', z.object({ drift: z.string() })),
  seenTags: kind('seen tags', z.object({ seenTags: z.string() })),
} as const;

function kind<T>(name: string, schema: z.ZodType<T>, upcasters: readonly Upcaster[] = []): ItemKind<T> {
  return { name, schema, upcasters };
}

/** An entity as an item of the kind's newest schema version. Throws what the schema says about it. */
export function encodeItem<T>(kind: ItemKind<T>, entity: T): Item {
  return versioned(kind, kind.schema.parse(entity));
}

/** The same for an entity that was parsed by the kind's schema already. */
export function versioned<T>({ upcasters }: Pick<ItemKind<T>, 'upcasters'>, entity: T): Item {
  return { ...entity, schemaVersion: upcasters.length + 1 };
}

/** The entity in an item, lifted to the newest schema version. Throws ItemUnreadable with the item's key and what is wrong. */
export function decodeItem<T>({ name, schema, upcasters }: ItemKind<T>, item: Item): T {
  const { pk, sk, schemaVersion = 1 } = item;
  const key = { pk: String(pk), sk: String(sk) };
  const version = Number(schemaVersion);
  if (!(version >= 1 && version <= upcasters.length + 1)) {
    throw unreadable(
      key,
      name,
      `it has schema version '${schemaVersion}', and this installation knows ${upcasters.length + 1}`,
    );
  }
  const parsed = schema.safeParse(upcasters.slice(version - 1).reduce((lifted, lift) => lift(lifted), item));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw unreadable(key, name, problems.slice(0, problemsMax).join('; '));
}

const problemsMax = 5;

/** An item's key in one word, as lists name what they skip. */
export function keyText({ pk, sk }: Item): string {
  return `${pk} ${sk}`;
}

function unreadable(key: Key, name: string, problem: string): PlinthError {
  const literal = JSON.stringify({ pk: { S: key.pk }, sk: { S: key.sk } });
  return new PlinthError('ItemUnreadable', `the ${name} ${keyText({ ...key })} cannot be read: ${problem}`, {
    source: 'platform',
    extra: { unreadable: [keyText({ ...key })] },
    nextSteps: [
      `aws dynamodb get-item --consistent-read --key '${literal}' --table-name <the table of Plinth>`,
      'Correct the attributes that the message names with `aws dynamodb update-item`, or put the item back as it was from a restore to a point in time; then send the request again.',
    ],
  });
}
