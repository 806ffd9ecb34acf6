import type { Component } from '../catalogue/component.ts';
import { costWords } from '../catalogue/cost-words.ts';
import { type CostEstimate, monthlyCost } from '../catalogue/monthly-cost.ts';
import { parameterSchema } from '../catalogue/parameter-schema.ts';
import { resourcesOf } from '../catalogue/resources-of.ts';
import { decodeCursor, encodeCursor, invalidCursor } from '../cursor.ts';
import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { pageResponse } from './page.ts';
import { listItemsDefault } from './parameters.ts';
import type { ComponentSummary, ComponentView } from './views/component.ts';

/** `GET /catalogue`. */
export async function listCatalogue({ query }: ApiRequest, { catalogue }: Ports): Promise<ApiResponse> {
  const { limit = listItemsDefault, cursor } = query;
  const components = catalogue.components();
  const after = decodeCursor(cursor, '');
  const start = after === undefined ? 0 : components.findIndex(({ name }) => name === after) + 1;
  if (cursor !== undefined && start === 0) throw invalidCursor(cursor);
  const items = components.slice(start, start + limit);
  const last = items.at(-1);
  const next = last && start + limit < components.length ? { cursor: encodeCursor(last.name) } : {};
  return pageResponse({ items, ...next }, summaryOf);
}

/** `GET /catalogue/{component}`. */
export async function readComponent(request: ApiRequest, { catalogue }: Ports): Promise<ApiResponse> {
  const component = catalogue.component(request.path.component ?? '');
  if (component === undefined)
    throw new PlinthError('NotFound', `the catalogue has no component "${request.path.component}"`);
  const { optional, outputs, provides, substituteFor, fixed = [], neverDecreases = [], replaces } = component;
  const body: ComponentView = {
    ...summaryOf(component),
    optional: [...optional],
    parameters: parameterSchema(component, catalogue),
    outputs,
    ...(provides && { provides }),
    substituteFor,
    fixed: [...fixed],
    neverDecreases: [...neverDecreases],
    replaces: [...replaces],
    costs: [...costWords(component.monthlyCost ?? [])],
    alarms: resourcesOf(component, 'AWS::CloudWatch::Alarm').map((id) => component.descriptions[id] ?? id),
  };
  return { status: 200, body };
}

function summaryOf(component: Component): ComponentSummary {
  const { name, layer, summary, requires, data } = component;
  return { name, layer, summary, requires: [...requires], data, monthlyCost: costAtDefaults(component) };
}

/** What is known of its cost while a spec says nothing about it. */
function costAtDefaults({ name, monthlyCost: items, parameters }: Component): { dollars: number; unknown: string[] } {
  const defaults = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default]));
  const estimate: CostEstimate = items ? monthlyCost(items, defaults) : { dollars: 0, unknown: [name] };
  return { dollars: estimate.dollars, unknown: [...estimate.unknown] };
}
