import { z } from 'zod';

export const HealthView = z
  .object({ status: z.literal('ok').meta({ description: 'Always `ok`.' }) })
  .meta({ id: 'Health', description: 'Says that the API answers.' });

export const OpenApiView = z
  .record(z.string(), z.unknown())
  .meta({ id: 'OpenApiDocument', description: 'An OpenAPI 3.1 document.' });
