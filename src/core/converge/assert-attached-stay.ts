import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { isRemoved } from '../plan/availability.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { SpecChange } from './assert-removable.ts';

/**
 * Throws ScopeNotEmpty when an application's spec no longer names a component of its own that a live release or a standby
 * uses, unless the request allows it by the stack's name: the release would have to run without it.
 */
export function assertAttachedStay(
  { released, application }: Pick<Snapshot, 'released' | 'application'>,
  change: SpecChange,
): void {
  const attached = new Set(released.flatMap(({ components }) => Object.keys(components)));
  for (const record of Object.values(change.scopeState?.stacks ?? {})) {
    const provides = change.catalogue.component(record.component)?.provides !== undefined;
    if (!provides || !attached.has(record.component) || !isRemoved(record, change)) continue;
    if (change.allow.includes(record.stackName)) continue;
    const release = application?.live?.release;
    const remedy = `to remove it anyway, repeat the request with allow=${record.stackName}, then release again`;
    const message = `release ${release} or its standby uses \`${record.component}\`; ${remedy}`;
    const pointer = jsonPointer(['components', record.component]);
    throw new PlinthError('ScopeNotEmpty', message, { fields: [{ pointer, message }] });
  }
}
