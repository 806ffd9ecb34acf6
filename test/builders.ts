import type { Operation, Release, StackRecord } from '../src/core/entities.ts';

const time = '2026-11-20T12:00:00.000Z';

/** An operation that was accepted, with what matters to a test. */
export function acceptedOperation(given: Partial<Operation> = {}): Operation {
  return {
    id: 'op_1',
    status: 'accepted',
    kind: 'provision',
    scope: 'environments/dev',
    planOnly: false,
    request: {},
    requestedBy: 'ana',
    trigger: 'api',
    requestHash: 'hash',
    createdAt: time,
    fence: 0,
    steps: [],
    version: 0,
    ...given,
  } as Operation;
}

export function placedRelease(given: Partial<Release> = {}): Release {
  const number = given.number ?? 1;
  return {
    scope: 'environments/dev/applications/shop',
    number,
    image: 'shop:1',
    imageUri: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${'a'.repeat(64)}`,
    digest: `sha256:${'a'.repeat(64)}`,
    slot: 'one',
    status: 'placed',
    stackName: `plinth--dev--shop--${number}--task`,
    removed: false,
    operationId: 'op_1',
    createdAt: time,
    version: 0,
    ...given,
  };
}

export function stackRecord(given: Partial<StackRecord> & Pick<StackRecord, 'component'>): StackRecord {
  return {
    stackName: `plinth--dev--${given.component}`,
    stackId: `arn:aws:cloudformation:eu-west-1:111122223333:stack/plinth--dev--${given.component}/1`,
    status: 'CREATE_COMPLETE',
    templateHash: 'hash',
    parameters: {},
    outputs: {},
    tags: {},
    data: false,
    updatedAt: time,
    ...given,
  };
}
