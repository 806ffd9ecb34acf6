import type { UseCase } from '../../src/core/api/handle-request.ts';

/** Says that the API answers. */
export const getHealth: UseCase = async () => ({ status: 200, body: { status: 'ok' } });
