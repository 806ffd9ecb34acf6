import { type ElbCall, type Listener, type Routing, validationError } from '../store.ts';

/** What the control plane says now. */
export function routingOf(listener: Listener): Routing {
  return {
    rules: listener.rules.map(({ conditions, actions }) => ({ conditions, actions })),
    defaultActions: listener.defaultActions,
  };
}

/** Brings a change to the data plane after a drawn propagation time; an earlier change never overtakes a later one. */
export function propagate(listener: Listener, call: ElbCall): void {
  const version = ++listener.version;
  const routing = routingOf(listener);
  call.kernel.clock.after(call.kernel.durations.seconds('rule propagation'), () => {
    if (version <= listener.servedVersion) return;
    listener.served = routing;
    listener.servedVersion = version;
  });
}

/** Ends the propagation early. Throws when there is none: callers ask only while `isPropagating`. */
export function propagateNow(listener: Listener): void {
  if (!isPropagating(listener)) throw validationError('nothing propagates');
  listener.served = routingOf(listener);
  listener.servedVersion = listener.version;
}

export function isPropagating(listener: Listener): boolean {
  return listener.servedVersion < listener.version;
}
