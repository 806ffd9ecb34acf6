import { expect, it } from 'vitest';
import { lowerCamel } from '../../../src/cloud/services/ecs/resources/lower-camel.ts';

it("names what a template says as ECS's API does", () => {
  const properties = {
    Family: 'shop',
    ContainerDefinitions: [{ Name: 'app', DockerLabels: { Team: 'a' } }],
    Volumes: [
      {
        Name: 'files',
        EFSVolumeConfiguration: {
          FilesystemId: 'fs-1',
          AuthorizationConfig: { AccessPointId: 'fsap-1', IAM: 'ENABLED' },
        },
      },
    ],
  };
  expect(lowerCamel(properties)).toEqual({
    family: 'shop',
    containerDefinitions: [{ name: 'app', dockerLabels: { Team: 'a' } }],
    volumes: [
      {
        name: 'files',
        efsVolumeConfiguration: {
          fileSystemId: 'fs-1',
          authorizationConfig: { accessPointId: 'fsap-1', iam: 'ENABLED' },
        },
      },
    ],
  });
});
