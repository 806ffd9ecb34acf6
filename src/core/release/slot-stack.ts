import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Component } from '../catalogue/component.ts';
import type { Slot, StackRecord } from '../entities.ts';
import { own } from '../own.ts';
import { slotDiffers } from '../plan/slot-settings.ts';
import { mainComponent } from '../spec/wanted-components.ts';
import type { ReleaseContext } from './release-context.ts';

/** The application's stack, as far as it has the slots that its releases are placed in. */
export interface SlotStack {
  readonly component: Component;
  readonly record: StackRecord;
  /** Whether a slot has to be changed before the release of the context may be placed in it. */
  readonly differs: (slot: Slot) => boolean;
}

/** Undefined for an application without target groups. Pure. */
export function slotStack(
  { spec, scopeState }: Pick<ReleaseContext, 'spec' | 'scopeState'>,
  catalogue: Catalogue,
): SlotStack | undefined {
  const name = mainComponent(spec.type);
  const [component, record] = [catalogue.component(name), own(scopeState.stacks, name)];
  if (!component || !record || !component.parameters.some((parameter) => parameter.name === 'HealthPathOne'))
    return undefined;
  return { component, record, differs: (slot) => slotDiffers(slot, spec, record) };
}
