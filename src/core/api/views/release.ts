import { z } from 'zod';
import { Release } from '../../entities.ts';
import { FailureView } from './failure.ts';
import { listOf } from './list.ts';

export const ReleaseSummary = z
  .object({
    scope: z.string().meta({ description: 'Path of the application.' }),
    number: z.number().int().meta({ description: 'Number of the release: 1 for the first of its application.' }),
    image: z.string().meta({ description: 'The image as it was requested, such as `hello:2`.' }),
    digest: z.string().meta({ description: 'The digest that the image had when it was released.' }),
    slot: z.enum(['one', 'two']).meta({ description: 'The slot in which the release is placed.' }),
    status: Release.shape.status.meta({ description: 'The status of the release.' }),
    operationId: z.string().meta({ description: 'The operation that created the release.' }),
    createdAt: z.string().meta({ description: 'When the release was created (ISO 8601, UTC).' }),
  })
  .meta({ id: 'ReleaseSummary', description: 'A release as lists show it.' });
export type ReleaseSummary = z.infer<typeof ReleaseSummary>;

export const ReleaseView = ReleaseSummary.extend({
  imageUri: z.string().meta({ description: 'The full address of the image with its digest.' }),
  stackName: z.string().meta({ description: 'Name of the stack that runs the release.' }),
  spec: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: "The application's spec at the time of the release. A roll back restores it." }),
  failure: FailureView.optional().meta({ description: 'Why the release failed.' }),
}).meta({ id: 'Release', description: 'One image digest with its parameters, placed in a slot.' });
export type ReleaseView = z.infer<typeof ReleaseView>;

export const ReleaseList = listOf('ReleaseList', ReleaseSummary);
