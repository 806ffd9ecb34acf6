import type { Call } from '../../kernel/service.ts';
import { findListener, findLoadBalancer, findTargetGroup, validationError } from './store.ts';

interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function describeLoadBalancerAttributes(input: { LoadBalancerArn?: string }, call: Call) {
  return { Attributes: listOf(findLoadBalancer(input.LoadBalancerArn, call).attributes) };
}

export function modifyLoadBalancerAttributes(
  input: { LoadBalancerArn?: string; Attributes?: Attribute[] },
  call: Call,
) {
  const { attributes, type } = findLoadBalancer(input.LoadBalancerArn, call);
  return { Attributes: changed(attributes, input.Attributes, `load balancers of type '${type}'`) };
}

export function describeTargetGroupAttributes(input: { TargetGroupArn?: string }, call: Call) {
  return { Attributes: listOf(findTargetGroup(input.TargetGroupArn, call).attributes) };
}

export function modifyTargetGroupAttributes(input: { TargetGroupArn?: string; Attributes?: Attribute[] }, call: Call) {
  const { attributes, protocol } = findTargetGroup(input.TargetGroupArn, call);
  const delay = Number(input.Attributes?.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value ?? 0);
  if (!(delay >= 0 && delay <= 3600)) {
    throw validationError(`'deregistration_delay.timeout_seconds' must be between '0' and '3600' inclusive`);
  }
  return { Attributes: changed(attributes, input.Attributes, `target groups with the ${protocol} protocol`) };
}

export function describeListenerAttributes(input: { ListenerArn?: string }, call: Call) {
  return { Attributes: listOf(findListener(input.ListenerArn, call).attributes) };
}

export function modifyListenerAttributes(input: { ListenerArn?: string; Attributes?: Attribute[] }, call: Call) {
  const { attributes } = findListener(input.ListenerArn, call);
  for (const { Key, Value } of input.Attributes ?? []) attributes.set(Key ?? '', Value ?? '');
  return { Attributes: listOf(attributes) };
}

function changed(attributes: Map<string, string>, changes: readonly Attribute[] | undefined, noun: string) {
  const unknown = (changes ?? []).find(({ Key }) => !attributes.has(Key ?? ''));
  if (unknown !== undefined)
    throw validationError(
      `${noun.replace(/^./, (c) => c.toUpperCase())} do not support the attribute key '${unknown.Key}'`,
    );
  for (const { Key, Value } of changes ?? []) attributes.set(Key!, Value ?? '');
  return listOf(attributes);
}

function listOf(attributes: ReadonlyMap<string, string>) {
  return [...attributes].map(([Key, Value]) => ({ Key, Value }));
}
