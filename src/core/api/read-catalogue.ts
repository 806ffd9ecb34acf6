import { parameterSchema } from '../catalogue/parameter-schema.ts';
import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';

/** `GET /catalogue`. */
export async function listCatalogue(_request: ApiRequest, { catalogue }: Ports): Promise<ApiResponse> {
  const items = catalogue.components().map(({ name, layer, summary, requires, data }) => {
    return { name, layer, summary, requires, data };
  });
  return { status: 200, body: { items } };
}

/** `GET /catalogue/{component}`. */
export async function readComponent(request: ApiRequest, { catalogue }: Ports): Promise<ApiResponse> {
  const component = catalogue.component(request.path.component ?? '');
  if (component === undefined) throw new PlinthError('NotFound', `there is no component "${request.path.component}"`);
  const { name, layer, summary, requires, data, outputs } = component;
  return {
    status: 200,
    body: { name, layer, summary, requires, data, outputs, parameters: parameterSchema(component, catalogue) },
  };
}
