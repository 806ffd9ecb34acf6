import type { DescribeImagesRequest, RegisterImageRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { describe } from './describe.ts';
import { ec2Store, newId, type StoredImage, tagsFrom } from './store.ts';

/** Registers an image by its name, without a snapshot. Throws `InvalidAMIName.Duplicate`. */
export function registerImage(input: RegisterImageRequest, call: Call) {
  const { images } = ec2Store(call);
  const Name = input.Name!;
  if ([...images.values()].some((image) => image.Name === Name)) {
    throw new AwsError('InvalidAMIName.Duplicate', `AMI name ${Name} is already in use`);
  }
  const image: StoredImage = {
    ImageId: newId('ami', call),
    Name,
    State: 'available',
    OwnerId: call.account,
    CreationDate: new Date(call.kernel.clock.now()).toISOString(),
    Architecture: input.Architecture ?? 'x86_64',
    RootDeviceName: input.RootDeviceName ?? '/dev/xvda',
    Tags: tagsFrom(input.TagSpecifications),
  };
  images.set(image.ImageId, image);
  return { ImageId: image.ImageId };
}

export function describeImages(input: DescribeImagesRequest, call: Call) {
  const { page, next } = describe(
    {
      items: ec2Store(call).images,
      kind: 'image',
      fields: { 'image-id': ({ ImageId }) => ImageId, name: ({ Name }) => Name, state: ({ State }) => State },
    },
    { ...input, ids: input.ImageIds },
  );
  return { Images: page, ...next };
}
