import type {
  Certificate,
  CreateListenerInput,
  DescribeListenersInput,
  ModifyListenerInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { checkCertificate } from '../../kernel/certificates.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { checkedActions } from './actions.ts';
import { describedActions } from './authenticate-action.ts';
import { closeListener, openListener } from './data-plane/open-listener.ts';
import { propagate, routingOf } from './data-plane/propagate.ts';
import { LISTENER_ATTRIBUTES } from './default-attributes.ts';
import {
  elbArn,
  elbStore,
  findListener,
  findLoadBalancer,
  type Listener,
  pageOf,
  tagMap,
  validationError,
} from './store.ts';

const LISTENERS_MAX = 50;
const DEFAULT_SSL_POLICY = 'ELBSecurityPolicy-2016-08';

export async function createListener(input: CreateListenerInput, call: Call) {
  const store = elbStore(call);
  const loadBalancer = findLoadBalancer(input.LoadBalancerArn, call);
  const { port, protocol } = checkEndpoint(input, loadBalancer.type);
  checkCertificates(input.Certificates, call);
  const siblings = [...store.listeners.values()].filter((each) => each.loadBalancerArn === loadBalancer.arn);
  refuseTakenPort(siblings, port);
  if (siblings.length >= LISTENERS_MAX) {
    throw new AwsError('TooManyListeners', "You've reached the limit on the number of listeners per load balancer");
  }
  const path = `${loadBalancer.fullName}/${call.kernel.random.hex(16)}`;
  const listener: Listener = {
    arn: elbArn(call, `listener/${path}`),
    defaultRuleArn: elbArn(call, `listener-rule/${path}/${call.kernel.random.hex(16)}`),
    loadBalancerArn: loadBalancer.arn,
    port,
    protocol,
    certificates: input.Certificates ?? [],
    furtherCertificates: new Set(),
    sslPolicy: isSecure(protocol) ? (input.SslPolicy ?? DEFAULT_SSL_POLICY) : undefined,
    alpnPolicy: input.AlpnPolicy,
    defaultActions: checkedActions(input.DefaultActions, { loadBalancer, protocol, replaced: [] }, call),
    rules: [],
    attributes: new Map(LISTENER_ATTRIBUTES),
    tags: tagMap(input.Tags),
    served: { rules: [], defaultActions: [] },
    version: 0,
    servedVersion: 0,
    localPort: undefined,
    propagating: new Map(),
  };
  listener.served = routingOf(listener);
  store.listeners.set(listener.arn, listener);
  if (loadBalancer.state === 'active') await openListener(listener, call);
  return { Listeners: [describe(listener)] };
}

export async function modifyListener(input: ModifyListenerInput, call: Call) {
  const listener = findListener(input.ListenerArn, call);
  const loadBalancer = findLoadBalancer(listener.loadBalancerArn, call);
  const wanted = {
    Port: input.Port ?? listener.port,
    Protocol: input.Protocol ?? (listener.protocol as 'HTTP'),
    Certificates: input.Certificates ?? listener.certificates,
  };
  const { port, protocol } = checkEndpoint(wanted, loadBalancer.type);
  checkCertificates(input.Certificates, call);
  const siblings = [...elbStore(call).listeners.values()].filter(
    (each) => each.loadBalancerArn === loadBalancer.arn && each !== listener,
  );
  refuseTakenPort(siblings, port);
  if (input.DefaultActions !== undefined) {
    listener.defaultActions = checkedActions(
      input.DefaultActions,
      { loadBalancer, protocol, replaced: listener.defaultActions },
      call,
    );
  }
  const moves = port !== listener.port || protocol !== listener.protocol;
  listener.port = port;
  listener.protocol = protocol;
  listener.certificates = wanted.Certificates;
  listener.sslPolicy = isSecure(protocol) ? (input.SslPolicy ?? listener.sslPolicy ?? DEFAULT_SSL_POLICY) : undefined;
  if (input.AlpnPolicy !== undefined) listener.alpnPolicy = input.AlpnPolicy;
  propagate(listener, call);
  if (moves && loadBalancer.state === 'active') {
    closeListener(listener);
    await openListener(listener, call);
  }
  return { Listeners: [describe(listener)] };
}

export function deleteListener(input: { ListenerArn?: string }, call: Call) {
  const listener = findListener(input.ListenerArn, call);
  closeListener(listener);
  elbStore(call).listeners.delete(listener.arn);
  return {};
}

export function describeListeners(input: DescribeListenersInput, call: Call) {
  if (input.ListenerArns !== undefined) {
    return { Listeners: input.ListenerArns.map((arn) => describe(findListener(arn, call))) };
  }
  if (input.LoadBalancerArn === undefined)
    throw validationError('You must specify either listener ARNs or a load balancer ARN');
  findLoadBalancer(input.LoadBalancerArn, call);
  const all = [...elbStore(call).listeners.values()].filter((each) => each.loadBalancerArn === input.LoadBalancerArn);
  const { page, next } = pageOf(all, input);
  return { Listeners: page.map(describe), ...next };
}

function isSecure(protocol: string): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS';
}

function checkEndpoint(input: Pick<CreateListenerInput, 'Port' | 'Protocol' | 'Certificates'>, type: string) {
  const { Port: port, Protocol: protocol } = input;
  if (port === undefined || protocol === undefined)
    throw validationError('A listener port and protocol must be specified');
  if (!(port >= 1 && port <= 65535))
    throw validationError(`Listener port '${port}' must be between '1' and '65535' inclusive`);
  const allowed = type === 'application' ? ['HTTP', 'HTTPS'] : ['TCP', 'TLS', 'UDP', 'TCP_UDP'];
  if (!allowed.includes(protocol)) {
    throw validationError(`Listener protocol '${protocol}' must be one of '${allowed.join(', ')}'`);
  }
  if (isSecure(protocol) && (input.Certificates ?? []).length === 0) {
    throw validationError('A certificate must be specified for HTTPS listeners');
  }
  return { port, protocol };
}

/** Refuses ACM certificates that are not issued or are in another region. */
export function checkCertificates(
  certificates: readonly Certificate[] | undefined,
  { kernel, account, region }: Call,
): void {
  for (const { CertificateArn } of certificates ?? []) {
    checkCertificate(kernel, CertificateArn, {
      account,
      region,
      code: 'CertificateNotFound',
      message: `Certificate ARN '${CertificateArn}' is not valid`,
    });
  }
}

function refuseTakenPort(siblings: readonly Listener[], port: number): void {
  if (siblings.some((each) => each.port === port)) {
    throw new AwsError('DuplicateListener', 'A listener already exists on this port for this load balancer');
  }
}

function describe(listener: Listener) {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    ...(isSecure(listener.protocol) ? { Certificates: listener.certificates, SslPolicy: listener.sslPolicy } : {}),
    ...(listener.alpnPolicy === undefined ? {} : { AlpnPolicy: listener.alpnPolicy }),
    DefaultActions: describedActions(listener.defaultActions),
  };
}
