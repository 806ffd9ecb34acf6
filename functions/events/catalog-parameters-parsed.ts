import { z } from 'zod';
import { catalogue } from '../../src/aws/ports.ts';
import { productParameters } from '../../src/core/service-catalog/product-parameters.ts';
import { event } from '../chain/event.ts';

/** Service Catalog asks which parameters a product takes. There is one product, so the artifact says nothing more. */
export const handler = event(z.unknown(), async () => ({ parameters: productParameters(catalogue) }));
