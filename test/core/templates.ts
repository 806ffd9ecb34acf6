import { buildCatalogue } from '../../src/core/catalogue/build-catalogue.ts';
import type { Catalogue } from '../../src/core/catalogue/catalogue.ts';

export interface Sketch {
  readonly layer?: string;
  readonly requires?: readonly string[];
  readonly optional?: readonly string[];
  readonly provides?: object;
  readonly substituteFor?: Readonly<Record<string, string>>;
  readonly fixed?: readonly string[];
  readonly neverDecreases?: readonly string[];
  readonly here?: readonly string[];
  readonly atLeast?: Readonly<Record<string, object>>;
  readonly steps?: Readonly<Record<string, string>>;
  readonly monthlyCost?: readonly object[];
  readonly data?: boolean;
  readonly rules?: object;
  readonly parameters?: Readonly<Record<string, object>>;
  readonly outputs?: readonly string[];
  /** Absent: one thing of no interest. */
  readonly resources?: Readonly<Record<string, object>>;
}

/** A small template that keeps the contract. */
export function template(name: string, sketch: Sketch = {}): string {
  const { layer = 'environment', requires = [], data = false, parameters = {}, outputs = [] } = sketch;
  const described = Object.entries(parameters).map(([key, more]) => {
    return [key, { Type: 'String', Description: `What ${key} should be.`, ...more }];
  });
  return JSON.stringify({
    Metadata: {
      Plinth: {
        ...{ Component: name, Layer: layer, Summary: `The ${name} of a test.`, Requires: requires, Data: data },
        ...(sketch.optional && { Optional: sketch.optional }),
        ...(sketch.provides && { Provides: sketch.provides }),
        ...(sketch.substituteFor && { SubstituteFor: sketch.substituteFor }),
        ...(sketch.fixed && { Fixed: sketch.fixed }),
        ...(sketch.neverDecreases && { NeverDecreases: sketch.neverDecreases }),
        ...(sketch.here && { SameAccountAndRegion: sketch.here }),
        ...(sketch.atLeast && { AtLeast: sketch.atLeast }),
        ...(sketch.steps && { MultiplesOf: sketch.steps }),
        ...(sketch.monthlyCost && { MonthlyCost: sketch.monthlyCost }),
      },
    },
    ...(sketch.rules && { Rules: sketch.rules }),
    Parameters: Object.fromEntries(described),
    Resources: sketch.resources ?? {
      Thing: {
        Type: 'AWS::S3::Bucket',
        ...(data && { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }),
        Metadata: { 'plinth:description': 'A thing' },
      },
    },
    Outputs: Object.fromEntries(outputs.map((key) => [key, { Description: `The ${key} of ${name}.`, Value: 'x' }])),
  });
}

/** A catalogue of sketches by name. */
export function catalogueOf(sketches: Readonly<Record<string, Sketch>>): Catalogue {
  return buildCatalogue(
    Object.entries(sketches).map(([name, sketch]) => ({ path: `${name}.yaml`, text: template(name, sketch) })),
  );
}

/** The layers of the product, each with just enough to be wired. */
export const smallSketches: Readonly<Record<string, Sketch>> = {
  keys: { layer: 'base', data: true, outputs: ['KeyArn'], parameters: { Installation: {} } },
  logs: { layer: 'base', data: true, outputs: ['LogBucket'] },
  buckets: { layer: 'base', data: true, requires: ['keys', 'logs'], parameters: { KeyArn: {}, LogBucket: {} } },
  repository: {
    layer: 'base',
    data: true,
    requires: ['keys'],
    outputs: ['RepositoryUri'],
    parameters: { Application: {}, KeyArn: {}, ImagesKept: { Type: 'Number', Default: 100 } },
  },
  alerts: { layer: 'base', requires: ['keys'], outputs: ['AlertTopicArn'], parameters: { KeyArn: {} } },
  network: {
    outputs: ['VpcId'],
    parameters: { Cidr: {}, Zones: { Default: '2', AllowedValues: ['2', '3'] } },
    neverDecreases: ['Zones'],
  },
  egress: { requires: ['network'], outputs: ['TaskSubnets'], parameters: { VpcId: {}, Kind: { Default: 'none' } } },
  cluster: { requires: ['network'], outputs: ['ClusterName'], parameters: { VpcId: {} } },
  'load-balancer': {
    requires: ['network', 'logs'],
    outputs: ['LoadBalancerDns', 'HttpListenerArn'],
    monthlyCost: [{ Item: 'Load balancer', Dollars: '16.43' }],
    parameters: { VpcId: {}, LogBucket: {}, Scheme: { Default: 'public' }, CertificateArn: { Default: 'none' } },
    fixed: ['Scheme'],
    here: ['CertificateArn'],
  },
  mysql: {
    requires: ['network'],
    data: true,
    outputs: ['MysqlHost', 'MysqlClientSecurityGroup', 'MysqlSecretArn'],
    parameters: { VpcId: {} },
    provides: {
      SecurityGroup: 'MysqlClientSecurityGroup',
      Variables: { MYSQL_HOST: 'MysqlHost' },
      Secrets: { MYSQL_PASSWORD: 'MysqlSecretArn.password' },
    },
  },
  service: {
    layer: 'application',
    requires: ['network', 'cluster', 'load-balancer', 'keys', 'buckets'],
    outputs: ['TargetGroupOneArn'],
    parameters: {
      VpcId: {},
      HttpListenerArn: {},
      KeyArn: {},
      Port: { Type: 'Number' },
      RulePriority: { Type: 'Number' },
      WeightOne: { Type: 'Number', Default: 100 },
      PolicyArns: { Type: 'CommaDelimitedList', Default: '' },
      SecretArns: { Type: 'CommaDelimitedList', Default: '' },
    },
  },
  bucket: {
    layer: 'application',
    data: true,
    requires: ['keys'],
    outputs: ['BucketPolicyArn', 'BucketName'],
    parameters: { KeyArn: {} },
    provides: { Policy: 'BucketPolicyArn', Variables: { BUCKET: 'BucketName' } },
  },
  task: {
    layer: 'release',
    requires: ['service', 'cluster', 'egress'],
    parameters: {
      Image: {},
      ClusterName: {},
      TaskSubnets: {},
      TargetGroupOneArn: {},
      ClientSecurityGroups: { Type: 'CommaDelimitedList', Default: '' },
    },
  },
};

export const smallCatalogue: Catalogue = catalogueOf(smallSketches);
