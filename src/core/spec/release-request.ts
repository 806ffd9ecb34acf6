import { z } from 'zod';
import { parseScope } from '../scope.ts';
import { Image } from './image-reference.ts';

const EnvironmentPath = z
  .string()
  .max(64)
  .refine((path) => parseScope(path)?.layer === 'environment', 'an environment such as environments/test');

/** Body of `POST .../releases`: an image, or the environment whose live release is promoted. */
export const ReleaseRequest = z
  .strictObject({ image: Image.optional(), from: EnvironmentPath.optional() })
  .refine(({ image, from }) => (image === undefined) !== (from === undefined), 'give either `image` or `from`');
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;
