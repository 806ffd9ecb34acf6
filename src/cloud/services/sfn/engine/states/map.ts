import { type Json, type JsonObject, processorOf } from '../../asl/definition.ts';
import { lookupPath, resolvePath } from '../../asl/json-path.ts';
import { evaluateTemplate, evaluateTyped } from '../../asl/jsonata-template.ts';
import { fillPayloadTemplate } from '../../asl/payload-template.ts';
import { EvaluationFault, RuntimeFault } from '../../asl/states-error.ts';
import { appendEvent } from '../append-event.ts';
import { runGuarded } from '../failure.ts';
import { record } from '../flow.ts';
import { contextOf, type Frame, jsonataScope, pathRoots, type StateResult } from '../frame.ts';
import { type RunGraph, runBranches } from '../run-branches.ts';
import { effectiveInput, leaveWithResult } from '../state-data.ts';

/** AWS's concurrency limit of an inline Map state. */
const CONCURRENCY_MAX = 40;

export async function runMap(frame: Frame, runGraph: RunGraph): Promise<StateResult> {
  const { run, flow, state } = frame;
  const graph = processorOf(state);
  let isStarted = false;
  const attempt = async () => {
    isStarted = false;
    const items = await mapItems(frame);
    const limit = await concurrency(frame);
    record(run, flow, 'MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
    isStarted = true;
    const branches = [];
    for (const [index, value] of items.entries()) {
      const mapItem = { Index: index, Value: value };
      branches.push({ graph, input: await itemInput(frame, mapItem), mapItem });
    }
    const result = await runBranches(frame, branches, { limit, runGraph });
    // MapStateExited follows the last iteration, like this event.
    appendEvent(run, { type: 'MapStateSucceeded', previousEventId: flow.previousEventId });
    return leaveWithResult(frame, result);
  };
  return runGuarded(frame, attempt, () => {
    if (!isStarted) return;
    record(run, flow, 'MapStateFailed');
    frame.open.hasFailed = true;
  });
}

async function mapItems(frame: Frame): Promise<readonly Json[]> {
  const { Items, ItemsPath } = frame.state;
  if (frame.language === 'JSONata' && Items !== undefined) {
    return (await evaluateTyped(Items, { location: 'Items', type: 'array' }, jsonataScope(frame))) as Json[];
  }
  const data = effectiveInput(frame);
  const items = ItemsPath === undefined ? data : resolvePath(ItemsPath, pathRoots(frame, data));
  if (Array.isArray(items)) return items;
  if (frame.language === 'JSONata') {
    throw new EvaluationFault(`Map state input must be an array but was: ${JSON.stringify(items)}`);
  }
  throw new RuntimeFault(`Reference path "${ItemsPath ?? '$'}" must point to array.`);
}

async function itemInput(frame: Frame, mapItem: { Index: number; Value: Json }): Promise<Json> {
  const selector = frame.state.ItemSelector ?? (frame.language === 'JSONPath' ? frame.state.Parameters : undefined);
  if (selector === undefined) return mapItem.Value;
  const context: JsonObject = { ...contextOf(frame), Map: { Item: mapItem } };
  if (frame.language === 'JSONata') return evaluateTemplate(selector, 'ItemSelector', jsonataScope(frame, {}, context));
  return fillPayloadTemplate(selector, pathRoots(frame, effectiveInput(frame), context), frame.run.host);
}

async function concurrency(frame: Frame): Promise<number> {
  const { MaxConcurrency = 0, MaxConcurrencyPath } = frame.state;
  let wanted: Json | undefined = MaxConcurrency;
  if (frame.language === 'JSONata') {
    wanted = await evaluateTyped(MaxConcurrency, { location: 'MaxConcurrency', type: 'integer' }, jsonataScope(frame));
  } else if (MaxConcurrencyPath !== undefined) {
    wanted = lookupPath(MaxConcurrencyPath, pathRoots(frame, effectiveInput(frame)));
  }
  const limit = typeof wanted === 'string' ? Number(wanted) : wanted;
  if (typeof limit !== 'number' || !Number.isInteger(limit)) {
    const shown = typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
    throw new RuntimeFault(
      `The MaxConcurrencyPath field refers to value "${shown}" which is not a valid integer: ${MaxConcurrencyPath}`,
    );
  }
  if (limit < 0) throw new RuntimeFault('MaxConcurrency cannot be negative.');
  return limit === 0 ? CONCURRENCY_MAX : Math.min(limit, CONCURRENCY_MAX);
}
