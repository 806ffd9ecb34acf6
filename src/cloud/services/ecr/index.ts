import * as schemas from '@aws-sdk/client-ecr';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { getAuthorizationToken } from './get-authorization-token.ts';
import { batchDeleteImage, batchGetImage, describeImages, listImages, putImage } from './images.ts';
import {
  batchCheckLayerAvailability,
  completeLayerUpload,
  getDownloadUrlForLayer,
  initiateLayerUpload,
  reopenLayerBuckets,
  uploadLayerPart,
} from './layers.ts';
import * as policies from './policies.ts';
import * as repositories from './repositories.ts';
import { repositoryType } from './resources/repository.ts';

export const ecr: Service = {
  signingName: 'ecr',
  schemas,
  operations: {
    BatchCheckLayerAvailability: batchCheckLayerAvailability,
    BatchDeleteImage: batchDeleteImage,
    BatchGetImage: batchGetImage,
    CompleteLayerUpload: completeLayerUpload,
    CreateRepository: repositories.createRepository,
    DeleteLifecyclePolicy: policies.deleteLifecyclePolicy,
    DeleteRepository: repositories.deleteRepository,
    DeleteRepositoryPolicy: policies.deleteRepositoryPolicy,
    DescribeImages: describeImages,
    DescribeRepositories: repositories.describeRepositories,
    GetAuthorizationToken: getAuthorizationToken,
    GetDownloadUrlForLayer: getDownloadUrlForLayer,
    GetLifecyclePolicy: policies.getLifecyclePolicy,
    GetRepositoryPolicy: policies.getRepositoryPolicy,
    InitiateLayerUpload: initiateLayerUpload,
    ListImages: listImages,
    ListTagsForResource: policies.listTagsForResource,
    PutImage: putImage,
    PutImageScanningConfiguration: repositories.putImageScanningConfiguration,
    PutImageTagMutability: repositories.putImageTagMutability,
    PutLifecyclePolicy: policies.putLifecyclePolicy,
    SetRepositoryPolicy: policies.setRepositoryPolicy,
    TagResource: policies.tagResource,
    UntagResource: policies.untagResource,
    UploadLayerPart: uploadLayerPart,
  },
  resume: reopenLayerBuckets,
};

export const ecrResourceTypes: readonly ResourceType[] = [repositoryType];
