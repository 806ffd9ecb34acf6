/** The stack that the tests of this folder change, as the states get it. */
export const step = { operationId: 'op_1', scope: 'environments/dev', stackKey: 'store' };
export const name = 'plinth--dev--store';
export const tags = { 'plinth:scope': 'environments/dev' };
