import { z } from 'zod';
import { ApplicationName } from '../scope.ts';
import { Components, Mode, Owner, Tags } from './texts.ts';

/** Body of `PUT /base`: what an account and region share. */
export const BaseSpec = z
  .strictObject({
    components: Components,
    applications: z.array(ApplicationName).max(200).superRefine(assertOnce).default([]).meta({
      description: 'Applications that get an image repository before they are provisioned in an environment.',
    }),
    mode: Mode.default('standard'),
    owner: Owner.optional(),
    tags: Tags,
  })
  .meta({ id: 'BaseSpec', description: 'What an account and region share.' });
export type BaseSpec = z.infer<typeof BaseSpec>;

function assertOnce(names: readonly string[], context: z.RefinementCtx): void {
  const again = names.findIndex((name, n) => names.indexOf(name) < n);
  if (again < 0) return;
  context.addIssue({ code: 'custom', path: [again], message: `\`${names[again]}\` is listed twice; remove one` });
}
