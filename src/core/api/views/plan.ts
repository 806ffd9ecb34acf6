import { z } from 'zod';
import { FieldChange } from '../../spec/field-changes.ts';
import { TakesEffect } from '../../spec/takes-effect.ts';

const whole = (description: string) => z.number().int().meta({ description });
const dollars = (description: string) => z.number().meta({ description: `${description}, in US dollars.` });
const texts = (description: string) => z.array(z.string()).meta({ description });

const PlannedCostView = z
  .object({
    before: dollars('The monthly cost before the change'),
    after: dollars('The monthly cost after the change'),
    unknown: texts('What has no known price; it is in neither sum.'),
  })
  .meta({ id: 'PlannedCost', description: 'The monthly cost when idle, before and after a change.' });

const PlannedChange = z
  .object({
    action: z
      .enum(['Add', 'Modify', 'Remove', 'Import', 'Dynamic', 'SyncWithActual'])
      .meta({ description: 'What CloudFormation would do with the resource.' }),
    logicalId: z.string().meta({ description: "The resource's logical id in its template." }),
    type: z.string().meta({ description: "The resource's type, such as `AWS::S3::Bucket`." }),
    physicalId: z.string().optional().meta({ description: "The resource's physical id, if it exists." }),
    replacement: z.enum(['True', 'False', 'Conditional']).meta({
      description: 'Whether CloudFormation would replace the resource. The three values are those of CloudFormation.',
    }),
  })
  .meta({ id: 'PlannedChange', description: 'The change of one resource, from a change set.' });

const PlannedStackView = z
  .object({
    stackKey: z.string().meta({ description: 'The key of the stack in the plan, such as `mysql` or `task-7`.' }),
    stackName: z.string().meta({ description: 'The name of the stack.' }),
    action: z.enum(['create', 'update', 'delete', 'keep']).meta({ description: 'What would be done with the stack.' }),
    data: z.boolean().meta({ description: 'True: the stack holds data.' }),
    requires: texts('The keys of the stacks that have to be ready before.'),
    changes: z.array(PlannedChange).optional().meta({ description: 'The resource changes, as far as they are known.' }),
    harmful: texts('Data that the change would delete or replace, as sentences.').optional(),
    unknown: texts('Parameters whose values come from stacks that change first.').optional(),
    follows: texts('The components whose outputs provide those values.').optional(),
    monthlyCost: PlannedCostView.optional(),
  })
  .meta({ id: 'PlannedStack', description: 'What a plan would do with one stack.' });

const FieldChangeView = z
  .object({
    field: z.string().meta({ description: 'The path of the field in the spec, such as `health.path`.' }),
    before: FieldChange.shape.before.meta({ description: 'Its value now. Absent where it has several.' }),
    after: FieldChange.shape.after.meta({ description: 'The requested value. Absent where it has several.' }),
    takesEffect: TakesEffect.meta({
      description:
        'When the change takes effect. By component: at once, and with the next release for what releases are made of.',
    }),
    users: z.string().optional().meta({ description: 'What users notice, as a sentence.' }),
  })
  .meta({ id: 'PlannedFieldChange', description: 'A field of the spec that a request changes.' });

/** The result of an operation with `plan=true` on a base, an environment or an application. */
export const PlanResult = z
  .object({
    fields: z.array(FieldChangeView).optional().meta({
      description: 'The changed fields of an application. First what users notice, last what waits for a release.',
    }),
    stacks: z.array(PlannedStackView).meta({ description: 'The stacks of the plan.' }),
    summary: z
      .object({
        create: whole('Stacks that would be created.'),
        update: whole('Stacks that would be updated.'),
        unchanged: whole('Updates in which no resource changes.'),
        undecided: whole('Updates whose resource changes depend on outputs of other changing stacks.'),
        delete: whole('Stacks that would be deleted.'),
        keep: whole('Stacks that would stay as they are.'),
        replacements: whole('Resources that would be replaced.'),
        monthlyCost: PlannedCostView.extend({ adds: dollars('The difference of the two') }).meta({
          id: 'PlannedCostSum',
          description: 'The monthly cost of all stacks when idle.',
        }),
      })
      .meta({ description: 'The sums of the plan.' }),
  })
  .meta({ id: 'PlanResult', description: 'What a request would change.' });
export type PlanResult = z.infer<typeof PlanResult>;
