import type {
  CreateLaunchTemplateRequest,
  CreateLaunchTemplateVersionRequest,
  DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplateVersionsRequest,
  LaunchTemplateVersion,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { describe } from './describe.ts';
import { type Ec2Call, ec2Store, found, newId, type StoredLaunchTemplate, tagsFrom } from './store.ts';

/** Throws `InvalidLaunchTemplateName.AlreadyExistsException`. */
export function createLaunchTemplate(input: CreateLaunchTemplateRequest, call: Ec2Call) {
  const { launchTemplates } = ec2Store(call);
  const LaunchTemplateName = input.LaunchTemplateName!;
  if ([...launchTemplates.values()].some((template) => template.LaunchTemplateName === LaunchTemplateName)) {
    throw new AwsError('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
  }
  const template: StoredLaunchTemplate = {
    LaunchTemplateId: newId('lt', call),
    LaunchTemplateName,
    CreateTime: new Date(call.kernel.clock.now()),
    DefaultVersionNumber: 1,
    LatestVersionNumber: 0,
    Tags: tagsFrom(input.TagSpecifications),
    versions: [],
  };
  addVersion(template, input.LaunchTemplateData, call);
  launchTemplates.set(template.LaunchTemplateId, template);
  return { LaunchTemplate: view(template) };
}

export function createLaunchTemplateVersion(input: CreateLaunchTemplateVersionRequest, call: Ec2Call) {
  return { LaunchTemplateVersion: addVersion(findTemplate(input, call), input.LaunchTemplateData, call) };
}

export function deleteLaunchTemplate(input: Named, call: Ec2Call) {
  const template = findTemplate(input, call);
  ec2Store(call).launchTemplates.delete(template.LaunchTemplateId);
  return { LaunchTemplate: view(template) };
}

export function describeLaunchTemplates(input: DescribeLaunchTemplatesRequest, call: Call) {
  const ids = [
    ...(input.LaunchTemplateIds ?? []),
    ...(input.LaunchTemplateNames ?? []).map(
      (name) => findTemplate({ LaunchTemplateName: name }, call).LaunchTemplateId,
    ),
  ];
  const fields = { 'launch-template-name': ({ LaunchTemplateName }: StoredLaunchTemplate) => LaunchTemplateName };
  const items = ec2Store(call).launchTemplates;
  const { page, next } = describe({ items, kind: 'launchTemplate', fields }, { ...input, ids });
  return { LaunchTemplates: page.map(view), ...next };
}

/** By number, `$Latest` or `$Default`; all versions when the request names none. */
export function describeLaunchTemplateVersions(input: DescribeLaunchTemplateVersionsRequest, call: Ec2Call) {
  const template = findTemplate(input, call);
  const wanted = input.Versions?.map((version) => findVersion(template, version)) ?? template.versions.toReversed();
  return { LaunchTemplateVersions: wanted };
}

interface Named {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

function findTemplate({ LaunchTemplateId, LaunchTemplateName }: Named, call: Ec2Call): StoredLaunchTemplate {
  const { launchTemplates } = ec2Store(call);
  if (LaunchTemplateName === undefined) return found(launchTemplates, LaunchTemplateId, 'launchTemplate');
  const named = [...launchTemplates.values()].find((template) => template.LaunchTemplateName === LaunchTemplateName);
  if (named !== undefined) return named;
  throw new AwsError(
    'InvalidLaunchTemplateName.NotFoundException',
    `The specified launch template, with template name ${LaunchTemplateName}, does not exist.`,
  );
}

function findVersion(template: StoredLaunchTemplate, version: string): LaunchTemplateVersion {
  const { LatestVersionNumber, DefaultVersionNumber } = template;
  const named = version === '$Latest' ? LatestVersionNumber : version === '$Default' ? DefaultVersionNumber : version;
  const known = template.versions[Number(named) - 1];
  if (known !== undefined) return known;
  throw new AwsError(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find the specified version ${version} for the launch template with ID ${template.LaunchTemplateId}.`,
  );
}

function addVersion(
  template: StoredLaunchTemplate,
  data: RequestLaunchTemplateData | undefined,
  call: Ec2Call,
): LaunchTemplateVersion {
  const VersionNumber = template.versions.length + 1;
  const version: LaunchTemplateVersion = {
    LaunchTemplateId: template.LaunchTemplateId,
    LaunchTemplateName: template.LaunchTemplateName,
    VersionNumber,
    CreateTime: new Date(call.kernel.clock.now()),
    DefaultVersion: VersionNumber === template.DefaultVersionNumber,
    LaunchTemplateData: (data ?? {}) as NonNullable<LaunchTemplateVersion['LaunchTemplateData']>,
  };
  template.versions.push(version);
  template.LatestVersionNumber = VersionNumber;
  return version;
}

function view({ versions: _, ...template }: StoredLaunchTemplate) {
  return template;
}
