import type { UseCase } from '../../src/core/api/handle-request.ts';
import { openApiDocument } from '../../src/core/api/openapi.ts';

/** The API's own description. */
export const getOpenapi: UseCase = async () => ({ status: 200, body: openApiDocument() });
