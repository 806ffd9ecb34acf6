import type { Kernel } from '../../../kernel/service.ts';
import type { StackResource } from '../stack/stack-definition.ts';
import type { Run } from './run.ts';

export interface Signal {
  readonly uniqueId: string;
  readonly status: 'FAILURE' | 'SUCCESS';
  readonly data?: string;
}

interface SignalBox {
  /** By unique id: the same id twice is one signal. */
  readonly signals: Map<string, Signal>;
  readonly listeners: Set<() => void>;
}

export interface SignalCount {
  readonly received: number;
  /** Unique id of the signal that reported a failure. */
  readonly failure?: string;
  readonly signals: readonly Signal[];
}

/** Records a signal for a resource of a stack. */
export function sendSignal(kernel: Kernel, key: string, signal: Signal): void {
  const box = boxOf(kernel, key);
  box.signals.set(signal.uniqueId, signal);
  for (const listener of box.listeners) listener();
}

export function signalKey(stackId: string, logicalId: string): string {
  return `${stackId} ${logicalId}`;
}

/** Waits until enough signals have arrived, one reports a failure, or the timeout. Rejects when cancelled. */
export async function awaitSignals(
  run: Pick<Run, 'kernel' | 'stack' | 'signal'>,
  resource: Pick<StackResource, 'logicalId'>,
  { wanted, timeoutSeconds, key }: { readonly wanted: number; readonly timeoutSeconds: number; readonly key?: string },
): Promise<SignalCount> {
  const { kernel, stack, signal } = run;
  const box = boxOf(kernel, key ?? signalKey(stack.id, resource.logicalId));
  const enough = new AbortController();
  const check = () => {
    const { received, failure } = countOf(box);
    if (failure !== undefined || received >= wanted) enough.abort();
  };
  box.listeners.add(check);
  check();
  try {
    await kernel.clock.sleep(timeoutSeconds, AbortSignal.any([enough.signal, signal]));
  } catch {
    signal.throwIfAborted();
  } finally {
    box.listeners.delete(check);
  }
  return countOf(box);
}

function countOf(box: SignalBox): SignalCount {
  const signals = [...box.signals.values()];
  const failure = signals.find(({ status }) => status === 'FAILURE')?.uniqueId;
  const received = signals.filter(({ status }) => status === 'SUCCESS').length;
  return { received, signals, ...(failure === undefined ? {} : { failure }) };
}

/** Keys are stack ids and URLs, which are unique in all accounts. */
function boxOf(kernel: Kernel, key: string): SignalBox {
  const everywhere = { account: '', region: '' };
  const boxes = kernel.store('cloudformation-signals', everywhere, () => new Map<string, SignalBox>());
  const found = boxes.get(key) ?? { signals: new Map(), listeners: new Set() };
  boxes.set(key, found);
  return found;
}
