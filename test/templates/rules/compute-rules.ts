import { isRecord } from '../../../src/core/catalogue/parse-template.ts';
import { always, type Rule, resourceRule, unless } from './rule.ts';
import { isFalse, isTrue, referred, textOf } from './values.ts';

const RUNTIME = 'nodejs24.x';
const SECRET_NAME = /PASSWORD|SECRET|TOKEN|API_?KEY|CREDENTIAL/i;
/** Names that say where a secret is, not what it is. */
const PLACE_NAME = /_(ARN|NAME|ID)$/i;
const STORED = ['SECRETS_MANAGER', 'PARAMETER_STORE'];

const containers = resourceRule({
  id: 'container-is-confined',
  says: 'A container is not privileged, writes no file of its image, and logs.',
  types: ['AWS::ECS::TaskDefinition'],
  check: ({ at }) => [
    unless(!at('ContainerDefinitions', 'Privileged').some(isTrue), 'has a privileged container'),
    unless(
      always(at('ContainerDefinitions', 'LogConfiguration', 'LogDriver'), isPresent),
      'has a container without logs',
    ),
    unless(
      always(at('NetworkMode'), (mode) => mode === 'awsvpc'),
      'has no network interface of its own',
    ),
    unless(!['PidMode', 'IpcMode'].some((name) => at(name).includes('host')), 'shares what belongs to its host'),
  ],
});

const readOnly = resourceRule({
  id: 'container-reads-its-image',
  says: 'A container cannot write to its image.',
  types: ['AWS::ECS::TaskDefinition'],
  check: ({ at }) =>
    unless(
      always(at('ContainerDefinitions', 'ReadonlyRootFilesystem'), isTrue),
      'has a root file system that is written to',
    ),
});

const plainSecrets = resourceRule({
  id: 'no-secret-in-environment',
  says: 'A secret reaches a container or a function by reference, never as text.',
  types: ['AWS::ECS::TaskDefinition', 'AWS::Lambda::Function', 'AWS::CodeBuild::Project'],
  check: ({ at }) => {
    const listed = [...at('ContainerDefinitions', 'Environment'), ...at('Environment', 'EnvironmentVariables')]
      .filter(isRecord)
      .filter((variable) => !STORED.includes(textOf(variable.Type)))
      .map((variable) => [textOf(variable.Name), variable.Value] as const);
    const mapped = at('Environment', 'Variables')
      .filter(isRecord)
      .flatMap((variables) => Object.entries(variables));
    return [...listed, ...mapped]
      .filter(([name, value]) => isSecret(name, value))
      .map(([name]) => `has ${name} as text`);
  },
});

const passwordParameters = resourceRule({
  id: 'no-password-parameter',
  says: 'No password passes through a parameter or a dynamic reference that ends as text.',
  check: ({ properties }, { parameters }) => {
    const names = Object.entries(parameters).filter(([name, { NoEcho }]) => NoEcho || /Password$/.test(name));
    const text = JSON.stringify(properties);
    return names
      .filter(([name]) => text.includes(`"${name}"`) || text.includes(`\${${name}}`))
      .map(([name]) => `uses ${name}`);
  },
});

const service = resourceRule({
  id: 'service-is-current',
  says: 'Fargate runs the newest platform, and gives up by itself on what does not start.',
  types: ['AWS::ECS::Service'],
  check: ({ at, properties }) => {
    const isOnMachines = at('CapacityProviderStrategy').some(isRecord) || properties.LaunchType === 'EC2';
    return [
      unless(
        isOnMachines || always(at('PlatformVersion'), (version) => version === 'LATEST'),
        'is not on platform LATEST',
      ),
      unless(
        properties.SchedulingStrategy === 'DAEMON' ||
          at('DeploymentConfiguration', 'DeploymentCircuitBreaker', 'Enable').some(isTrue) ||
          at('DeploymentController', 'Type').some((type) => type !== undefined && type !== 'ECS'),
        'has no circuit breaker',
      ),
      unless(
        !at('NetworkConfiguration', 'AwsvpcConfiguration', 'AssignPublicIp').includes('ENABLED') ||
          isRecord(addressOf(properties)),
        'always has a public address',
      ),
    ];
  },
});

const names = resourceRule({
  id: 'standby-has-no-name',
  says: 'What a slot holds is found through the load balancer only: by a name of its own a standby would be found too.',
  types: ['AWS::ECS::Service'],
  check: ({ at }) =>
    unless(
      !at('LoadBalancers').some(isRecord) || !at('ServiceRegistries').some(isRecord),
      'stands in a slot and has a name of its own',
    ),
});

const functions = resourceRule({
  id: 'function-is-current',
  says: 'A function runs on the current runtime, for a stated time, and logs where we say.',
  types: ['AWS::Lambda::Function'],
  check: ({ at, properties }, template) => [
    unless(
      always(at('Runtime'), (runtime) => runtime === RUNTIME),
      `does not run on ${RUNTIME}`,
    ),
    unless('Timeout' in properties, 'has no Timeout'),
    unless(
      at('LoggingConfig', 'LogGroup').some(isPresent) || template.ofType('AWS::Logs::LogGroup').some(isGroupOfFunction),
      'has no log group of this template',
    ),
  ],
});

const answers = resourceRule({
  id: 'function-answers-in-bytes',
  says: 'A function answers CloudFormation in bytes: a text would bring a content type, which the URL is not signed for.',
  types: ['AWS::Lambda::Function'],
  check: ({ at }) =>
    at('Code', 'ZipFile')
      .map(textOf)
      .filter((code) => code.includes('ResponseURL') && !/body: Buffer\.from\(/.test(code))
      .map(() => 'answers CloudFormation with a text'),
});

const ownRole = resourceRule({
  id: 'function-has-own-role',
  says: 'No two functions share a role.',
  types: ['AWS::Lambda::Function'],
  check: (resource, template) => {
    const roleOf = (other: typeof resource) => other.at('Role').map(referred).find(isPresent);
    const sharing = template
      .ofType('AWS::Lambda::Function')
      .filter((other) => other.id !== resource.id && roleOf(other) === roleOf(resource));
    return sharing.map(({ id }) => `shares its role with ${id}`);
  },
});

const machines = resourceRule({
  id: 'machine-metadata-needs-token',
  says: 'A machine hands out its credentials only to who asks with a token, and takes no SSH key.',
  types: ['AWS::EC2::LaunchTemplate', 'AWS::EC2::Instance'],
  check: ({ type, at, properties }) => {
    const root = type === 'AWS::EC2::LaunchTemplate' ? ['LaunchTemplateData'] : [];
    const comesFromTemplate = type === 'AWS::EC2::Instance' && 'LaunchTemplate' in properties;
    return [
      unless(
        comesFromTemplate || always(at(...root, 'MetadataOptions', 'HttpTokens'), (tokens) => tokens === 'required'),
        'does not say HttpTokens: required',
      ),
      unless(!at(...root, 'KeyName').some(isPresent), 'takes an SSH key'),
    ];
  },
});

const leaves = resourceRule({
  id: 'machine-may-go',
  says: 'No machine is protected from scaling in: its group, and so the stack, could not go while it runs.',
  types: ['AWS::AutoScaling::AutoScalingGroup', 'AWS::ECS::CapacityProvider'],
  check: ({ at }) => [
    unless(!at('NewInstancesProtectedFromScaleIn').some(isTrue), 'protects its machines'),
    unless(
      !at('AutoScalingGroupProvider', 'ManagedTerminationProtection').includes('ENABLED'),
      'has ECS protect machines',
    ),
  ],
});

const noLaunchConfiguration = resourceRule({
  id: 'no-launch-configuration',
  says: 'Machines come from launch templates.',
  types: ['AWS::AutoScaling::LaunchConfiguration'],
  check: () => 'is of a type that AWS retired',
});

const tagged = resourceRule({
  id: 'machine-is-tagged',
  says: 'Machines and disks carry tags: CloudFormation does not hand its own on to them.',
  types: ['AWS::EC2::LaunchTemplate'],
  check: ({ at }) => unless(at('LaunchTemplateData', 'TagSpecifications').some(isPresent), 'has no TagSpecifications'),
});

const builds = resourceRule({
  id: 'build-is-confined',
  says: 'A build is not privileged without a reason, and logs.',
  types: ['AWS::CodeBuild::Project'],
  check: ({ at }) => [
    unless(
      at('Environment', 'PrivilegedMode').every((value) => value === undefined || isFalse(value)),
      'is privileged',
    ),
    unless(at('LogsConfig').some(isPresent), 'has no log group of this template'),
  ],
});

function isPresent(value: unknown): boolean {
  return value !== undefined;
}

function isGroupOfFunction(group: { at(...path: readonly string[]): readonly unknown[] }): boolean {
  return group.at('LogGroupName').some((name) => textOf(name).startsWith('/aws/lambda/'));
}

function isSecret(name: string, value: unknown): boolean {
  const isResolved = JSON.stringify(value ?? '').includes('{{resolve:secretsmanager');
  return isResolved || (SECRET_NAME.test(name) && !PLACE_NAME.test(name));
}

/** What `AssignPublicIp` is before parameters are looked up: wiring decides on it, as `egress` says. */
function addressOf(properties: Readonly<Record<string, unknown>>): unknown {
  const network = properties.NetworkConfiguration;
  const vpc = isRecord(network) ? network.AwsvpcConfiguration : undefined;
  return isRecord(vpc) ? vpc.AssignPublicIp : undefined;
}

export const computeRules: readonly Rule[] = [
  containers,
  readOnly,
  plainSecrets,
  passwordParameters,
  service,
  names,
  functions,
  answers,
  ownRole,
  machines,
  leaves,
  noLaunchConfiguration,
  tagged,
  builds,
];
