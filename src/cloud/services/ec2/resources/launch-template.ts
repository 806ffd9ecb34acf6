import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { createLaunchTemplate, createLaunchTemplateVersion, deleteLaunchTemplate } from '../launch-templates.ts';
import { ec2Store, found } from '../store.ts';
import { tagResource } from './tag-resource.ts';

const NAME_LENGTH_MAX = 128;
const NUMBERS = ['VolumeSize', 'Iops', 'Throughput', 'DeviceIndex', 'HttpPutResponseHopLimit', 'NetworkCardIndex'];
const BOOLEANS = ['Enabled', 'Encrypted', 'DeleteOnTermination', 'AssociatePublicIpAddress', 'EbsOptimized'];

/** `Ref` is the template's id. An update makes a new version. */
export const launchTemplateType: ResourceType = {
  typeName: 'AWS::EC2::LaunchTemplate',
  timing: 'model',
  async create(properties, context) {
    const LaunchTemplateName = String(properties.LaunchTemplateName ?? context.physicalName(NAME_LENGTH_MAX));
    const request = { LaunchTemplateName, LaunchTemplateData: dataOf(properties) };
    const { LaunchTemplate } = createLaunchTemplate(request, context);
    return created(LaunchTemplate.LaunchTemplateId, properties, context);
  },
  async update(resource, properties, _previous, context) {
    const LaunchTemplateId = resource.physicalId;
    createLaunchTemplateVersion({ LaunchTemplateId, LaunchTemplateData: dataOf(properties) }, context);
    return created(LaunchTemplateId, properties, context);
  },
  async delete(resource, _properties, context) {
    const LaunchTemplateId = resource.physicalId;
    if (ec2Store(context).launchTemplates.has(LaunchTemplateId)) deleteLaunchTemplate({ LaunchTemplateId }, context);
  },
};

function dataOf({ LaunchTemplateData }: Record<string, unknown>): RequestLaunchTemplateData {
  return coerceProperties(LaunchTemplateData ?? {}, { numbers: NUMBERS, booleans: BOOLEANS });
}

function created(id: string, properties: Record<string, unknown>, context: ResourceContext): CreatedResource {
  const template = found(ec2Store(context).launchTemplates, id, 'launchTemplate');
  tagResource(template, properties, context);
  const attributes = {
    LaunchTemplateId: id,
    LatestVersionNumber: String(template.LatestVersionNumber),
    DefaultVersionNumber: String(template.DefaultVersionNumber),
  };
  return { physicalId: id, attributes };
}
