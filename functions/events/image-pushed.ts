import { ports } from '../../src/aws/ports.ts';
import { ImagePushed, imagePushed } from '../../src/core/events/image-pushed.ts';
import { event } from '../chain/event.ts';

/** Event "ECR Image Action": releases the image in each environment whose application accepts its tag. */
export const handler = event(ImagePushed, (input) => imagePushed(input, ports));
