import { z } from 'zod';
import { parseScope } from '../scope.ts';
import { Image } from './image-reference.ts';

const EnvironmentPath = z
  .string()
  .max(64)
  .refine((path) => parseScope(path)?.layer === 'environment', 'an environment such as environments/test');

/** Body of `POST .../releases`: an image, or the environment whose live release is promoted. */
export const ReleaseRequest = z
  .strictObject({
    image: Image.optional().meta({
      description: 'The image: `hello:2`, `hello@sha256:...`, or its full address in Amazon ECR.',
    }),
    from: EnvironmentPath.optional().meta({
      description: 'An environment, such as `environments/test`, whose live release of this application is promoted.',
    }),
  })
  .refine(({ image, from }) => (image === undefined) !== (from === undefined), 'give either `image` or `from`')
  .meta({ id: 'ReleaseRequest', description: 'What to release: exactly one of `image` and `from`.' });
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;
