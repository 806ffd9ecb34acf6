import { type ElbCall, elbStore, type Listener, type Routing } from '../store.ts';

/** The control plane's current value. */
export function routingOf(listener: Listener): Routing {
  return {
    rules: listener.rules.map(({ conditions, actions }) => ({ conditions, actions })),
    defaultActions: listener.defaultActions,
  };
}

/** Applies a change to the data plane after a drawn propagation time; an earlier change never overwrites a later one. */
export function propagate(listener: Listener, call: ElbCall): void {
  const version = ++listener.version;
  listener.propagating.set(version, routingOf(listener));
  const { account, region } = call;
  const timer = {
    service: 'elasticloadbalancing',
    name: 'propagated',
    key: `${listener.arn} ${version}`,
    account,
    region,
  };
  call.kernel.timers.set(timer, call.kernel.durations.seconds('rule propagation'));
}

/** A change has reached the data plane: `key` is the listener's ARN and the change's version. */
export function propagated(key: string, call: ElbCall): void {
  const [arn = '', version] = key.split(' ');
  const listener = elbStore(call).listeners.get(arn);
  const routing = listener?.propagating.get(Number(version));
  if (listener === undefined || routing === undefined) return;
  listener.propagating.delete(Number(version));
  if (Number(version) <= listener.servedVersion) return;
  listener.served = routing;
  listener.servedVersion = Number(version);
}
