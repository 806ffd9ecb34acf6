import { AwsError } from '../../../kernel/errors.ts';
import type { Template } from './template.ts';

const NAME_PROPERTIES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::GroupPolicy': undefined,
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::RolePolicy': undefined,
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserPolicy': undefined,
  'AWS::IAM::UserToGroupAddition': undefined,
};

export interface RequiredCapabilities {
  readonly capabilities: readonly string[];
  /** The reason in `GetTemplateSummary`: the types that require them. */
  readonly reason?: string;
}

/** The capabilities that a template requires the caller to acknowledge. */
export function requiredCapabilities(template: Template): RequiredCapabilities {
  const resources = Object.values(template.resources).filter(({ Type }) => Object.hasOwn(NAME_PROPERTIES, Type));
  const isNamed = resources.some(({ Type, Properties }) => {
    const name = NAME_PROPERTIES[Type];
    return name !== undefined && Properties?.[name] !== undefined;
  });
  const iam = resources.length === 0 ? [] : [isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'];
  const expand = template.transforms.length === 0 ? [] : ['CAPABILITY_AUTO_EXPAND'];
  const types = [...new Set(resources.map(({ Type }) => Type))];
  return {
    capabilities: [...iam, ...expand],
    ...(iam.length === 0 ? {} : { reason: `The following resource(s) require capabilities: [${types.join(', ')}]` }),
  };
}

/**
 * `CAPABILITY_NAMED_IAM` covers unnamed resources too. A change set shows the result of a transform, so it does not
 * require CAPABILITY_AUTO_EXPAND.
 */
export function checkCapabilities(
  template: Template,
  given: readonly string[],
  { isReviewed }: { readonly isReviewed: boolean },
): void {
  const missing = requiredCapabilities(template).capabilities.filter((capability) => {
    if (capability === 'CAPABILITY_IAM')
      return !given.includes('CAPABILITY_IAM') && !given.includes('CAPABILITY_NAMED_IAM');
    if (capability === 'CAPABILITY_AUTO_EXPAND' && isReviewed) return false;
    return !given.includes(capability);
  });
  if (missing.length > 0) {
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`);
  }
}
