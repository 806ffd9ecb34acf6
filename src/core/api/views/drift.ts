import { z } from 'zod';

const DriftedView = z
  .object({
    logicalId: z.string().meta({ description: "The resource's logical id in its template." }),
    type: z.string().meta({ description: 'Its CloudFormation resource type.' }),
    physicalId: z.string().optional().meta({ description: 'Its physical id.' }),
    status: z.enum(['MODIFIED', 'DELETED']).meta({ description: 'Whether it differs or is gone.' }),
    paths: z.array(z.string()).meta({
      description: 'Paths of the properties that differ. Values are not shown, because a property may hold a secret.',
    }),
    expected: z.boolean().meta({
      description: 'True: Plinth changes this itself outside CloudFormation, such as the weights of a listener rule.',
    }),
  })
  .meta({ id: 'DriftedResource', description: 'A resource that differs from its template.' });

const StackDriftView = z
  .object({
    scope: z.string().meta({ description: 'Path of the scope that the stack belongs to.' }),
    stackName: z.string().meta({ description: 'The name of the stack.' }),
    status: z.enum(['IN_SYNC', 'DRIFTED', 'UNKNOWN']).meta({
      description:
        '`DRIFTED`: something differs that Plinth did not change itself. `UNKNOWN`: it could not be detected.',
    }),
    drifted: z.array(DriftedView).meta({ description: 'What differs, at most 50 resources.' }),
    unchecked: z.array(z.string()).meta({
      description: 'Resources that CloudFormation could not check, as type and physical id, at most 50.',
    }),
    problem: z.string().optional().meta({ description: 'Why the stack could not be checked, or not in full.' }),
  })
  .meta({ id: 'StackDrift', description: 'What the detection found of one stack.' });

export const DriftView = z
  .object({
    scope: z.string().meta({ description: 'Path of the environment.' }),
    at: z.string().meta({ description: 'When the detection was complete (ISO 8601, UTC).' }),
    operationId: z.string().meta({ description: 'The operation that detected it.' }),
    stacks: z.array(StackDriftView).meta({
      description: 'The stacks of the environment, of its applications, and of the releases that run.',
    }),
  })
  .meta({ id: 'Drift', description: 'The last detection of what differs between stacks and their templates.' });
export type DriftView = z.infer<typeof DriftView>;
