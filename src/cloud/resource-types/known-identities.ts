import { isObject } from '../kernel/json-object.ts';
import type { ResourceContext } from '../kernel/service.ts';
import { NAME_STYLES, physicalName, prefixedId } from './identifiers.ts';

type Properties = Readonly<Record<string, unknown>>;
type KnownIdentity = (properties: Properties, context: ResourceContext) => Record<string, unknown>;

/** Identities whose form does not follow from the schema, by type. The attribute `Ref` sets the physical id. */
export const KNOWN_IDENTITIES: Readonly<Record<string, KnownIdentity>> = {
  'AWS::ApiGateway::RestApi': (_, context) => ({
    RestApiId: lowerId(context, 10),
    RootResourceId: lowerId(context, 10),
  }),
  'AWS::ApiGatewayV2::Api': (properties, context) => {
    const id = lowerId(context, 10);
    const scheme = properties.ProtocolType === 'WEBSOCKET' ? 'wss' : 'https';
    return { ApiId: id, ApiEndpoint: `${scheme}://${id}.execute-api.${context.region}.amazonaws.com` };
  },
  'AWS::AutoScaling::AutoScalingGroup': (properties, context) => named('AutoScalingGroupName', properties, context),
  'AWS::CertificateManager::Certificate': (_, context) => {
    const arn = arnOf(context, 'acm', `certificate/${context.kernel.random.uuid()}`);
    return { Ref: arn, CertificateArn: arn };
  },
  'AWS::CloudFront::CloudFrontOriginAccessIdentity': (_, context) => ({
    Id: `E${context.kernel.random.upper(13)}`,
    S3CanonicalUserId: context.kernel.random.hex(96),
  }),
  'AWS::CloudFront::Distribution': (_, context) => ({
    Id: `E${context.kernel.random.upper(13)}`,
    DomainName: `d${context.kernel.random.hex(13)}.cloudfront.net`,
  }),
  'AWS::EC2::EIP': (_, { kernel: { random } }) => ({
    PublicIp: `198.51.100.${Math.floor(random.next() * 254) + 1}`,
    AllocationId: prefixedId('eipalloc', random),
  }),
  'AWS::EC2::LaunchTemplate': () => ({ DefaultVersionNumber: '1', LatestVersionNumber: '1' }),
  'AWS::EC2::Subnet': (properties, context) => ({
    AvailabilityZone: properties.AvailabilityZone ?? `${context.region}a`,
  }),
  'AWS::EC2::VPC': (_, { kernel: { random } }) => ({
    CidrBlockAssociations: [prefixedId('vpc-cidr-assoc', random)],
    Ipv6CidrBlocks: [`2001:db8:${random.hex(4)}:${random.hex(2)}00::/56`],
  }),
  'AWS::ECR::Repository': (properties, context) => {
    const { RepositoryName } = named('RepositoryName', properties, context);
    return {
      RepositoryName,
      Ref: RepositoryName,
      RepositoryUri: `${context.account}.dkr.ecr.${context.region}.amazonaws.com/${RepositoryName}`,
    };
  },
  'AWS::ECS::Service': (properties, context) => {
    const { ServiceName } = named('ServiceName', properties, context);
    const cluster = String(properties.Cluster ?? 'default')
      .split('/')
      .at(-1);
    return { Name: ServiceName, ServiceArn: arnOf(context, 'ecs', `service/${cluster}/${ServiceName}`) };
  },
  'AWS::ECS::TaskDefinition': (properties, context) => {
    const family = properties.Family ?? madeName(context).replace(/-[A-Z0-9]{12}$/, '');
    return { TaskDefinitionArn: arnOf(context, 'ecs', `task-definition/${family}:1`) };
  },
  'AWS::ElasticLoadBalancing::LoadBalancer': (properties, context) => {
    const { LoadBalancerName } = named('LoadBalancerName', properties, context);
    return { LoadBalancerName, DNSName: `${LoadBalancerName}-${digits(context)}.${context.region}.elb.amazonaws.com` };
  },
  'AWS::ElasticLoadBalancingV2::Listener': (properties, context) => {
    const arn = String(properties.LoadBalancerArn).replace(':loadbalancer/', ':listener/');
    return { ListenerArn: `${arn}/${context.kernel.random.hex(16)}` };
  },
  'AWS::ElasticLoadBalancingV2::ListenerRule': (properties, context) => {
    const arn = String(properties.ListenerArn).replace(':listener/', ':listener-rule/');
    return { RuleArn: `${arn}/${context.kernel.random.hex(16)}` };
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (properties, context) => {
    const { Name } = named('Name', properties, context);
    const kind = properties.Type === 'network' ? 'net' : 'app';
    const full = `${kind}/${Name}/${context.kernel.random.hex(16)}`;
    return {
      LoadBalancerArn: arnOf(context, 'elasticloadbalancing', `loadbalancer/${full}`),
      LoadBalancerFullName: full,
      LoadBalancerName: Name,
      CanonicalHostedZoneID: 'Z32O12XQLNTSW2',
      DNSName: `${Name}-${digits(context)}.${context.region}.elb.amazonaws.com`,
      SecurityGroups: properties.SecurityGroups ?? [],
    };
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': (properties, context) => {
    const { Name } = named('Name', properties, context);
    const full = `targetgroup/${Name}/${context.kernel.random.hex(16)}`;
    return {
      TargetGroupArn: arnOf(context, 'elasticloadbalancing', full),
      TargetGroupFullName: full,
      TargetGroupName: Name,
    };
  },
  'AWS::Events::Rule': (properties, context) => {
    const { Name } = named('Name', properties, context);
    const bus = properties.EventBusName ?? 'default';
    const path = bus === 'default' ? `${Name}` : `${bus}/${Name}`;
    return {
      Ref: bus === 'default' ? Name : `${bus}|${Name}`,
      RuleName: Name,
      Arn: arnOf(context, 'events', `rule/${path}`),
    };
  },
  'AWS::IAM::AccessKey': (_, { kernel: { random } }) => ({
    Id: `AKIA${random.upper(16)}`,
    SecretAccessKey: random.hex(40),
  }),
  'AWS::IAM::InstanceProfile': (properties, context) =>
    iamIdentity('instance-profile', 'InstanceProfileName', { properties, context }),
  'AWS::IAM::ManagedPolicy': (properties, context) => {
    const { Arn, Ref } = iamIdentity('policy', 'ManagedPolicyName', { properties, context });
    return { PolicyArn: Arn, PolicyId: `ANPA${context.kernel.random.upper(17)}`, Ref: Arn ?? Ref };
  },
  'AWS::IAM::Role': (properties, context) => ({
    ...iamIdentity('role', 'RoleName', { properties, context }),
    RoleId: `AROA${context.kernel.random.upper(17)}`,
  }),
  'AWS::IAM::User': (properties, context) => iamIdentity('user', 'UserName', { properties, context }),
  'AWS::KMS::Key': (_, { kernel: { random } }) => ({ KeyId: random.uuid() }),
  'AWS::Lambda::Version': (properties, context) => {
    const arn = functionArn(properties, context);
    return { Version: '1', FunctionArn: `${arn}:1` };
  },
  'AWS::Lambda::Alias': (properties, context) => {
    const arn = `${functionArn(properties, context)}:${properties.Name}`;
    return { Ref: arn, AliasArn: arn };
  },
  'AWS::Logs::LogGroup': (properties, context) => {
    const { LogGroupName } = named('LogGroupName', properties, context);
    return { LogGroupName, Ref: LogGroupName, Arn: `${arnOf(context, 'logs', `log-group:${LogGroupName}`)}:*` };
  },
  'AWS::RDS::DBCluster': (properties, context) =>
    databaseIdentity('DBClusterIdentifier', 'cluster-', { properties, context }),
  'AWS::RDS::DBInstance': (properties, context) =>
    databaseIdentity('DBInstanceIdentifier', '', { properties, context }),
  'AWS::Route53::HostedZone': (_, { kernel: { random } }) => ({
    Id: `Z${random.upper(20)}`,
    NameServers: [1, 2, 3, 4].map(
      (index) => `ns-${index * 512 - 100}.awsdns-0${index}.${['com', 'net', 'org', 'co.uk'][index - 1]}`,
    ),
  }),
  'AWS::S3::Bucket': (properties, context) => {
    const { BucketName } = named('BucketName', properties, context);
    return {
      BucketName,
      Ref: BucketName,
      Arn: `arn:aws:s3:::${BucketName}`,
      DomainName: `${BucketName}.s3.amazonaws.com`,
      DualStackDomainName: `${BucketName}.s3.dualstack.${context.region}.amazonaws.com`,
      RegionalDomainName: `${BucketName}.s3.${context.region}.amazonaws.com`,
      WebsiteURL: `http://${BucketName}.s3-website-${context.region}.amazonaws.com`,
    };
  },
  'AWS::SES::EmailIdentity': ({ EmailIdentity }, context) => {
    const tokens = [1, 2, 3].map((number) => [number, lowerId(context, 32)] as const);
    return Object.fromEntries([
      ...tokens.map(([number, token]) => [`DkimDNSTokenName${number}`, `${token}._domainkey.${EmailIdentity}`]),
      ...tokens.map(([number, token]) => [`DkimDNSTokenValue${number}`, `${token}.dkim.amazonses.com`]),
    ]);
  },
  'AWS::SNS::Topic': (properties, context) => {
    const { TopicName } = named('TopicName', properties, context);
    return { TopicName, TopicArn: arnOf(context, 'sns', String(TopicName)) };
  },
  'AWS::SQS::Queue': (properties, context) => {
    const { QueueName } = named('QueueName', properties, context);
    return {
      QueueName,
      Arn: arnOf(context, 'sqs', String(QueueName)),
      QueueUrl: `https://sqs.${context.region}.amazonaws.com/${context.account}/${QueueName}`,
    };
  },
  'AWS::SecretsManager::Secret': (properties, context) => {
    const name = properties.Name ?? madeName(context);
    return { Id: arnOf(context, 'secretsmanager', `secret:${name}-${context.kernel.random.hex(6)}`) };
  },
  'AWS::StepFunctions::StateMachine': (properties, context) => {
    const { StateMachineName } = named('StateMachineName', properties, context);
    return { Name: StateMachineName, Arn: arnOf(context, 'states', `stateMachine:${StateMachineName}`) };
  },
};

interface Subject {
  readonly properties: Properties;
  readonly context: ResourceContext;
}

function iamIdentity(kind: string, member: string, { properties, context }: Subject): Record<string, unknown> {
  const name = String(named(member, properties, context)[member]);
  const path = typeof properties.Path === 'string' ? properties.Path : '/';
  return { [member]: name, Ref: name, Arn: `arn:aws:iam::${context.account}:${kind}${path}${name}` };
}

function databaseIdentity(member: string, infix: string, { properties, context }: Subject): Record<string, unknown> {
  const name = String(named(member, properties, context)[member]).toLowerCase();
  const engine = String(properties.Engine ?? '');
  const port = String(properties.Port ?? (/postgres/.test(engine) ? 5432 : /oracle/.test(engine) ? 1521 : 3306));
  const zone = `${infix}${context.kernel.random.hex(12)}.${context.region}.rds.amazonaws.com`;
  const kind = infix === '' ? 'db' : 'cluster';
  return {
    [member]: name,
    Ref: name,
    [kind === 'db' ? 'DBInstanceArn' : 'DBClusterArn']: arnOf(context, 'rds', `${kind}:${name}`),
    'Endpoint.Address': `${name}.${zone}`,
    'Endpoint.Port': port,
    ...(kind === 'cluster' ? { 'ReadEndpoint.Address': `${name}.${zone.replace('cluster-', 'cluster-ro-')}` } : {}),
  };
}

function functionArn(properties: Properties, context: ResourceContext): string {
  const name = String(properties.FunctionName);
  return name.startsWith('arn:') ? name : arnOf(context, 'lambda', `function:${name}`);
}

function named(member: string, properties: Properties, context: ResourceContext): Record<string, unknown> {
  const own = properties[member];
  return { [member]: isObject(own) || own === undefined ? madeName(context) : String(own) };
}

function madeName({ typeName, stackName, logicalId, kernel }: ResourceContext): string {
  return physicalName({ stackName, logicalId, random: kernel.random }, NAME_STYLES[typeName] ?? { lengthMax: 128 });
}

function arnOf({ region, account }: ResourceContext, service: string, path: string): string {
  return `arn:aws:${service}:${region}:${account}:${path}`;
}

function digits({ kernel }: ResourceContext): number {
  return 1_000_000_000 + Math.floor(kernel.random.next() * 1_000_000_000);
}

function lowerId({ kernel }: ResourceContext, length: number): string {
  return kernel.random.upper(length).toLowerCase();
}
