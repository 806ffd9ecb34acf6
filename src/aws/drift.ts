import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { Drift, ResourceDrift, Target } from '../core/ports/index.ts';
import { awsErrorName } from './aws-error.ts';
import { clientFor } from './clients.ts';

/** Ten pages of a hundred: a stack has at most 500 resources. */
const pagesMax = 10;
const pageSize = 100;

/**
 * CloudFormation's drift detection. It reads the resources with the permissions of the caller, and skips nested stacks.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html
 */
export const drift: Drift = {
  async start(target, stack) {
    try {
      const { StackDriftDetectionId = '' } = await client(target).send(
        new DetectStackDriftCommand({ StackName: stack }),
      );
      return { detectionId: StackDriftDetectionId };
    } catch (error) {
      // A stack that is changed, that is gone, or whose drift another caller detects.
      if (awsErrorName(error) === 'ValidationError') return { refused: (error as Error).message };
      throw error;
    }
  },

  async detection(target, detectionId) {
    const command = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: detectionId });
    const { DetectionStatus, DetectionStatusReason } = await client(target).send(command);
    if (DetectionStatus === 'DETECTION_IN_PROGRESS') return { status: 'in-progress' };
    if (DetectionStatus !== 'DETECTION_FAILED') return { status: 'complete' };
    return { status: 'complete', reason: DetectionStatusReason ?? 'CloudFormation could not check every resource' };
  },

  async resources(target, stack) {
    const found: StackResourceDrift[] = [];
    let next: string | undefined;
    for (let page = 0; page < pagesMax && (page === 0 || next); page++) {
      const command = new DescribeStackResourceDriftsCommand({
        StackName: stack,
        MaxResults: pageSize,
        ...(next && { NextToken: next }),
      });
      const { StackResourceDrifts = [], NextToken } = await client(target).send(command);
      found.push(...StackResourceDrifts);
      next = NextToken;
    }
    return found.map(resourceDrift);
  },
};

function resourceDrift({
  LogicalResourceId = '',
  ResourceType = '',
  PhysicalResourceId,
  StackResourceDriftStatus = 'NOT_CHECKED',
  PropertyDifferences = [],
}: StackResourceDrift): ResourceDrift {
  return {
    logicalId: LogicalResourceId,
    type: ResourceType,
    ...(PhysicalResourceId !== undefined && { physicalId: PhysicalResourceId }),
    status: StackResourceDriftStatus,
    properties: PropertyDifferences.map(({ PropertyPath = '' }) => PropertyPath),
  };
}

function client(target: Target): CloudFormationClient {
  return clientFor(CloudFormationClient, target);
}
