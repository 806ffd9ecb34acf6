import * as schemas from '@aws-sdk/client-ssm';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { getParameter, getParameterHistory, getParameters, getParametersByPath } from './get-parameters.ts';
import * as manage from './manage-parameters.ts';
import { putParameter } from './put-parameter.ts';
import { parameterType } from './resources/parameter.ts';

export const ssm: Service = {
  signingName: 'ssm',
  schemas,
  operations: {
    PutParameter: putParameter,
    GetParameter: getParameter,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    GetParameterHistory: getParameterHistory,
    DescribeParameters: manage.describeParameters,
    DeleteParameter: manage.deleteParameter,
    DeleteParameters: manage.deleteParameters,
    LabelParameterVersion: manage.labelParameterVersion,
    AddTagsToResource: manage.addTagsToResource,
    RemoveTagsFromResource: manage.removeTagsFromResource,
    ListTagsForResource: manage.listTagsForResource,
  },
};

export const ssmResourceTypes: readonly ResourceType[] = [parameterType];
