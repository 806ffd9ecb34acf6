import { z } from 'zod';
import { listOf } from './list.ts';

export const RetainedView = z
  .object({
    kind: z.enum(['retained', 'orphaned']).meta({
      description:
        '`retained`: a stack left it behind. `orphaned`: a stack with the tag of the installation that no record names.',
    }),
    type: z.string().meta({ description: 'Its CloudFormation resource type, such as `AWS::S3::Bucket`.' }),
    id: z.string().meta({ description: 'Its physical id: a name, an id or an ARN.' }),
    account: z.string().meta({ description: 'The AWS account that it is in.' }),
    region: z.string().meta({ description: 'Its region.' }),
    scope: z.string().meta({ description: 'Path of the scope that it belonged to, by the record or by its tag.' }),
    stackName: z.string().meta({ description: 'The stack that it belonged to, or the orphaned stack itself.' }),
    operationId: z.string().optional().meta({ description: 'The operation that left it, where that is known.' }),
    since: z.string().meta({ description: 'Since when it has been left (ISO 8601, UTC).' }),
    reason: z.string().meta({ description: 'Why it was left.' }),
    remove: z.array(z.string()).meta({
      description: 'Commands of the AWS CLI that delete it, in order. Look at what it contains first.',
    }),
  })
  .meta({ id: 'RetainedResource', description: 'Something that exists in AWS and belongs to no stack on record.' });
export type RetainedView = z.infer<typeof RetainedView>;

export const RetainedList = listOf('RetainedList', RetainedView);
