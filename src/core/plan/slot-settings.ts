import { SLOT_SETTINGS } from '../catalogue/platform-parameters.ts';
import type { Live, Slot, StackRecord } from '../entities.ts';
import { own } from '../own.ts';
import { applicationParameters } from '../spec/application-parameters.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';
import { isUsable } from './stack-record.ts';

const SUFFIX = { one: 'One', two: 'Two' } as const;

type Parameters = Readonly<Record<string, string>>;

/** What a slot's target group has to be for a release of this spec, as parameters of the application's stack. */
export function slotSettings(slot: Slot, spec: ApplicationSpec): Parameters {
  const values = applicationParameters(spec);
  return Object.fromEntries(SLOT_SETTINGS.map((name) => [`${name}${SUFFIX[slot]}`, values[name] ?? '']));
}

export function slotSettingNames(slot: Slot): ReadonlySet<string> {
  return new Set(SLOT_SETTINGS.map((name) => `${name}${SUFFIX[slot]}`));
}

interface Kept {
  /** The application's stack that has the slots. */
  readonly record: StackRecord | undefined;
  /** Whether a release was ever placed: one that waits for its approval has no users and keeps its slot all the same. */
  readonly isPlaced: boolean;
  readonly live: Live | undefined;
  /** Spec of the live release, where its stacks are made again. */
  readonly liveSpec: ApplicationSpec | undefined;
}

/**
 * The settings of both slots in an update that places no release. From the first release on, each slot keeps what its stack
 * has: live targets are never reached or judged in another way before a release that was made for it. Pure.
 */
export function keptSlotSettings(spec: ApplicationSpec, { record, isPlaced, live, liveSpec }: Kept): Parameters {
  const ofSpec = (slot: Slot) => slotSettings(slot, (slot === live?.slot && liveSpec) || spec);
  const wanted = { ...ofSpec('one'), ...ofSpec('two') };
  if (!isPlaced || !record || !isUsable(record)) return wanted;
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [name, own(record.parameters, name) ?? value]),
  );
}

/** Whether a slot has to be changed before a release of this spec may be placed in it. Pure. */
export function slotDiffers(
  slot: Slot,
  spec: ApplicationSpec,
  { parameters }: Pick<StackRecord, 'parameters'>,
): boolean {
  return Object.entries(slotSettings(slot, spec)).some(([name, value]) => own(parameters, name) !== value);
}
