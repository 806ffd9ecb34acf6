import { z } from 'zod';
import { ApplicationName } from '../scope.ts';
import { Components, Mode, Owner, Tags } from './texts.ts';

/** Body of `PUT /base`: what an account and region share. */
export const BaseSpec = z.strictObject({
  components: Components,
  /** Names that get an image repository before the first application of the name is put. */
  applications: z.array(ApplicationName).max(200).superRefine(assertOnce).default([]),
  mode: Mode.default('standard'),
  owner: Owner.optional(),
  tags: Tags,
});
export type BaseSpec = z.infer<typeof BaseSpec>;

function assertOnce(names: readonly string[], context: z.RefinementCtx): void {
  const again = names.findIndex((name, n) => names.indexOf(name) < n);
  if (again < 0) return;
  context.addIssue({ code: 'custom', path: [again], message: `\`${names[again]}\` is there already; remove it` });
}
