import { z } from 'zod';
import { Layer } from '../../scope.ts';
import { listOf } from './list.ts';

const texts = (description: string) => z.array(z.string()).meta({ description });
const byName = (description: string) => z.record(z.string(), z.string()).meta({ description });

const MonthlyCostView = z
  .object({
    dollars: z.number().meta({ description: 'US dollars for a month in us-east-1.' }),
    unknown: texts('What has no price before its parameters are known.'),
  })
  .meta({ id: 'MonthlyCost', description: 'The cost of an idle component with default parameters.' });

export const ComponentSummary = z
  .object({
    name: z.string().meta({ description: 'Name of the component, as a spec uses it.' }),
    layer: Layer.meta({ description: 'The layer that may have the component.' }),
    summary: z.string().meta({ description: 'What the component is.' }),
    requires: texts('Components without which this one cannot be provisioned.'),
    data: z.boolean().meta({ description: 'True: it holds data, and its stack is kept when its scope is retired.' }),
    monthlyCost: MonthlyCostView,
  })
  .meta({ id: 'ComponentSummary', description: 'A component as lists show it.' });
export type ComponentSummary = z.infer<typeof ComponentSummary>;

const ProvidesView = z
  .object({
    SecurityGroup: z.string().optional().meta({ description: "The output that is the component's client group." }),
    Variables: byName('Environment variables of the application, each with the output that is its value.'),
    Secrets: byName('Secrets of the application, each with the output that is the ARN of the secret.'),
    Policy: z.string().optional().meta({ description: 'The output that is the ARN of a managed policy.' }),
  })
  .meta({ id: 'Provides', description: 'What an application gets that uses the component.' });

export const ComponentView = ComponentSummary.extend({
  optional: texts('Components that this one builds on where they are present.'),
  parameters: z.record(z.string(), z.unknown()).meta({
    description:
      'JSON Schema (2020-12) of the parameters. They become parameters of a CloudFormation template, so `true` and `false` may also be sent as text.',
  }),
  outputs: byName('The outputs of its stack, each with its description.'),
  provides: ProvidesView.optional(),
  substituteFor: byName('Components that it is a substitute for, each while the named parameter is set.'),
  fixed: texts('Parameters that cannot change while its stack exists.'),
  neverDecreases: texts('Numbers that can only increase while its stack exists.'),
  replaces: texts('Parts of other systems that it replaces.'),
  costs: texts('Each item of its monthly cost when idle, as a sentence.'),
  alarms: texts('Its CloudWatch alarms, as sentences.'),
}).meta({ id: 'Component', description: 'A component with everything that is known about it.' });
export type ComponentView = z.infer<typeof ComponentView>;

export const CatalogueList = listOf('ComponentList', ComponentSummary);
