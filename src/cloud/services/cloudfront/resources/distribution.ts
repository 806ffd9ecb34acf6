import { certificatesOf, checkCertificate } from '../../../kernel/certificates.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { Kernel, ResourceContext, ResourceType } from '../../../kernel/service.ts';

interface DistributionConfig {
  readonly Aliases?: readonly string[];
  readonly Origins?: readonly { readonly Id: string }[];
  readonly DefaultCacheBehavior?: { readonly TargetOriginId?: string };
  readonly CacheBehaviors?: readonly { readonly TargetOriginId?: string }[];
  readonly ViewerCertificate?: { readonly AcmCertificateArn?: string };
}

interface Distribution {
  readonly arn: string;
  readonly domainName: string;
  config: DistributionConfig;
}

/** CloudFront takes certificates of this region only. */
const CERTIFICATE_REGION = 'us-east-1';

/** AWS::CloudFront::Distribution: `Ref` and `Id` are the id, `DomainName` its name below cloudfront.net. */
export const distributionType: ResourceType = {
  typeName: 'AWS::CloudFront::Distribution',
  timing: 'model',
  start: publishCertificateUsers,
  async create(properties, context) {
    const { kernel, account } = context;
    const config = properties.DistributionConfig as DistributionConfig;
    const id = `E${kernel.random.upper(13)}`;
    checkConfig(config, id, context);
    const domainName = `d${kernel.random.hex(13)}.cloudfront.net`;
    distributionsOf(kernel).set(id, { arn: `arn:aws:cloudfront::${account}:distribution/${id}`, domainName, config });
    return { physicalId: id, attributes: { Id: id, DomainName: domainName } };
  },
  async update(resource, properties, _previous, context) {
    const config = properties.DistributionConfig as DistributionConfig;
    checkConfig(config, resource.physicalId, context);
    const distribution = distributionsOf(context.kernel).get(resource.physicalId);
    if (distribution === undefined) {
      throw new AwsError('NoSuchDistribution', 'The specified distribution does not exist.', 404);
    }
    distribution.config = config;
    return resource;
  },
  async delete({ physicalId }, _properties, { kernel }) {
    distributionsOf(kernel).delete(physicalId);
  },
};

/** Distributions of all accounts by id: host names are unique across all accounts. */
function distributionsOf(kernel: Kernel): Map<string, Distribution> {
  return kernel.store('cloudfront', { account: '-', region: 'aws-global' }, () => new Map<string, Distribution>());
}

/** Reports to ACM which distributions use a certificate. */
function publishCertificateUsers(kernel: Kernel): void {
  certificatesOf(kernel).users.push((arn) =>
    [...distributionsOf(kernel).values()].flatMap(({ config, arn: user }) => {
      return config.ViewerCertificate?.AcmCertificateArn === arn ? [user] : [];
    }),
  );
}

function checkConfig(config: DistributionConfig, id: string, { kernel, account }: ResourceContext): void {
  const { Aliases = [], Origins = [], ViewerCertificate = {} } = config;
  const origins = new Set(Origins.map((origin) => origin.Id));
  const behaviors = [config.DefaultCacheBehavior, ...(config.CacheBehaviors ?? [])];
  if (behaviors.some((behavior) => !origins.has(behavior?.TargetOriginId ?? ''))) {
    throw new AwsError('NoSuchOrigin', 'One or more of your origins or origin groups do not exist.', 404);
  }
  const others = [...distributionsOf(kernel)].filter(([other]) => other !== id);
  if (others.some(([, other]) => other.config.Aliases?.some((alias) => Aliases.includes(alias)))) {
    const message = 'One or more of the CNAMEs you provided are already associated with a different resource.';
    throw new AwsError('CNAMEAlreadyExists', message, 409);
  }
  if (Aliases.length > 0 && ViewerCertificate.AcmCertificateArn === undefined) {
    const message =
      'To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name.';
    throw new AwsError('InvalidViewerCertificate', message);
  }
  checkCertificate(kernel, ViewerCertificate.AcmCertificateArn, {
    account,
    region: CERTIFICATE_REGION,
    code: 'InvalidViewerCertificate',
    message:
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
  });
}
