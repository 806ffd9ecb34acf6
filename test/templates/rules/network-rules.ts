import { isRecord } from '../../../src/core/catalogue/parse-template.ts';
import { type Rule, resourceRule, templateRule, unless } from './rule.ts';
import type { Resource, Template } from './template.ts';
import { isTrue, referred, textOf, valuesAt } from './values.ts';

const EVERYWHERE = ['0.0.0.0/0', '::/0'];
/** Written where CloudFormation would otherwise open every way out. */
const NOWHERE = ['255.255.255.255/32', '127.0.0.1/32'];
/** The network's own range, under every name that it is handed on by. */
const OWN_RANGES = ['VpcCidr', 'Cidr', 'Vpc'];
const PUBLIC_PORTS = ['80', '443', 'TestPort'];
const WIRED_GROUPS = ['MemberSecurityGroup', 'LoadBalancerSecurityGroup'];

/** One line of a security group. */
interface Line {
  readonly direction: 'in' | 'out';
  readonly range: unknown;
  readonly group: unknown;
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
  readonly isDescribed: boolean;
}

const described = groupRule({
  id: 'group-rule-is-described',
  says: 'Each line of a security group says whom it is for.',
  check: ({ isDescribed, from }) => unless(isDescribed, `a rule for port ${from} has no Description`),
});

const noOwnRange = groupRule({
  id: 'no-range-inside-network',
  says: 'Inside the network groups admit groups, never ranges of addresses.',
  check: ({ range }) => {
    const isInside =
      OWN_RANGES.includes(referred(range) ?? '') || (isText(range) && ![...EVERYWHERE, ...NOWHERE].includes(range));
    return unless(!isInside, `names the range ${JSON.stringify(range)}; admit a group`);
  },
});

const openPorts = groupRule({
  id: 'open-to-all-is-for-users',
  says: 'Everybody reaches the ports of a load balancer, and nothing else.',
  check: ({ direction, range, from, to }, template) => {
    const isOpen = direction === 'in' && EVERYWHERE.includes(rangeText(range, template));
    return unless(!isOpen || (from === to && PUBLIC_PORTS.includes(from)), `opens port ${from} to ${to} to everybody`);
  },
});

const ownGroups = groupRule({
  id: 'no-group-of-another-template',
  says: 'A rule names groups of its own template, the members of the network, or the load balancer.',
  check: ({ group }, template) => {
    const name = referred(group);
    const isForeign = name !== undefined && name in template.parameters && !WIRED_GROUPS.includes(name);
    return unless(!isForeign, `names the group ${name} of another template`);
  },
});

const onePort = groupRule({
  id: 'data-admits-one-port',
  says: 'What holds data is reached on its one port.',
  check: ({ direction, from, to, protocol }, template) => {
    const isWide = from !== to || protocol === '-1';
    return unless(!template.plinth.Data || direction === 'out' || !isWide, `admits ports ${from} to ${to}`);
  },
});

const groupAddition = resourceRule({
  id: 'no-rule-on-a-foreign-group',
  says: 'No template adds rules to the group of another.',
  types: ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'],
  check: (line, template) =>
    line
      .at('GroupId')
      .map(referred)
      .filter((name) => name === undefined || name in template.parameters)
      .map((name) => `adds a rule to ${name ?? 'a group'} of another template`),
});

const noAutomaticAddress = resourceRule({
  id: 'no-automatic-public-address',
  says: 'Nothing gets a public address unless it asks for one.',
  types: ['AWS::EC2::Subnet'],
  check: (subnet) => unless(!subnet.at('MapPublicIpOnLaunch').some(isTrue), 'hands out public addresses'),
});

const flowLogs = templateRule({
  id: 'network-is-logged',
  says: 'A network keeps flow logs, or can.',
  check: (template) =>
    unless(
      template.ofType('AWS::EC2::VPC').length === 0 || template.ofType('AWS::EC2::FlowLog').length > 0,
      'has a VPC without AWS::EC2::FlowLog',
    ),
});

interface GroupRule {
  readonly id: string;
  readonly says: string;
  check(line: Line, template: Template): string | undefined;
}

function groupRule({ id, says, check }: GroupRule): Rule {
  return resourceRule({
    id,
    says,
    types: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'],
    check: (resource, template) => linesOf(resource, template).map((line) => check(line, template)),
  });
}

function linesOf(resource: Resource, template: Template): readonly Line[] {
  if (resource.type !== 'AWS::EC2::SecurityGroup') {
    return [readLine(resource.properties, resource.type.endsWith('Ingress') ? 'in' : 'out', template)];
  }
  return [
    ...resource
      .at('SecurityGroupIngress')
      .filter(isRecord)
      .map((line) => readLine(line, 'in', template)),
    ...resource
      .at('SecurityGroupEgress')
      .filter(isRecord)
      .map((line) => readLine(line, 'out', template)),
  ];
}

function readLine(line: Readonly<Record<string, unknown>>, direction: 'in' | 'out', template: Template): Line {
  const first = (...names: readonly string[]) => {
    return names.flatMap((name) => valuesAt(line[name], [], template)).find((value) => value !== undefined);
  };
  const port = (name: string) => textOf(line[name]) || (referred(line[name]) ?? 'any');
  return {
    direction,
    range: first('CidrIp', 'CidrIpv6'),
    group: first('SourceSecurityGroupId', 'DestinationSecurityGroupId'),
    protocol: textOf(line.IpProtocol),
    from: port('FromPort'),
    to: port('ToPort'),
    isDescribed: line.Description !== undefined,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** A parameter may open a port to everybody by its default as well. */
function rangeText(range: unknown, { parameters }: Template): string {
  const name = referred(range);
  return name === undefined ? textOf(range) : (parameters[name]?.Default ?? '');
}

export const networkRules: readonly Rule[] = [
  described,
  noOwnRange,
  openPorts,
  ownGroups,
  onePort,
  groupAddition,
  noAutomaticAddress,
  flowLogs,
];
