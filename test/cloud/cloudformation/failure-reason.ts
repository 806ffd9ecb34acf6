import type { CloudUnderTest } from './cloud-under-test.ts';

/** Why a resource of the stack could not be made, changed or deleted: the latest reason. */
export async function failureReason(cloud: CloudUnderTest, stackName: string): Promise<string | undefined> {
  const failures = (await cloud.rawEvents(stackName)).filter(({ ResourceType, ResourceStatus = '' }) => {
    return ResourceType !== 'AWS::CloudFormation::Stack' && ResourceStatus.endsWith('_FAILED');
  });
  return failures.at(-1)?.ResourceStatusReason;
}
