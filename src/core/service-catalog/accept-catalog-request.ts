import { ERRORS, PlinthError } from '../errors.ts';
import { acceptOperation } from '../operation/accept-operation.ts';
import { readOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope, type Scope } from '../scope.ts';
import { EnvironmentSpec } from '../spec/environment-spec.ts';
import { parseBody } from '../spec/parse-body.ts';
import { answerCatalog, type CatalogDocument } from './answer-catalog.ts';
import { type CatalogAction, type CatalogMessage, TRACER_TAG } from './message.ts';
import { environmentFrom } from './product-parameters.ts';

export interface CatalogRequest {
  readonly action: CatalogAction;
  readonly message: CatalogMessage;
  /** The queue does not deliver the message again, so that a retryable refusal is answered as failed, too. */
  readonly lastTry: boolean;
}

/** Accepts a request of Service Catalog as an operation. A request that is refused is answered as failed. */
export async function acceptCatalogRequest(request: CatalogRequest, ports: Ports): Promise<void> {
  const { action, message } = request;
  try {
    const operationId = await accept(request, ports);
    if (operationId === undefined) return await ports.serviceCatalog.notify({ ...resultOf(request), outputs: [] });
    const document: CatalogDocument = {
      action,
      token: message.token,
      recordId: message.recordId,
      provisionedProductId: message.provisionedProductId,
    };
    await ports.state.putDocument(operationId, 'catalog', document);
    // The operation may have ended before this document was written.
    await answerCatalog(await readOperation(operationId, ports), ports);
  } catch (error) {
    if (!(error instanceof PlinthError) || (ERRORS[error.code].retryable && !request.lastTry)) throw error;
    await ports.serviceCatalog.notify({ ...resultOf(request), failureReason: error.message, outputs: [] });
  }
}

/** The id of the operation; undefined when the environment to terminate does not exist. */
async function accept({ action, message }: CatalogRequest, ports: Ports): Promise<string | undefined> {
  const common = {
    principal: message.identity?.principal ?? 'servicecatalog.amazonaws.com',
    trigger: 'catalog-requested' as const,
    idempotencyKey: message.recordId,
  };
  if (action === 'terminate') {
    const scope = await scopeOf(message, ports);
    const scopeState = scope && (await ports.state.readScopeState(`environments/${scope.environment}`));
    if (scope === undefined || scopeState === undefined || scopeState.status === 'retired') return undefined;
    const request = { data: 'keep' };
    return (await acceptOperation({ kind: 'retire', scope, request, ...common }, ports)).id;
  }
  const { name, spec } = environmentFrom(message, ports.catalogue);
  const scope = parseScope(`environments/${name}`);
  if (scope?.layer !== 'environment') throw new PlinthError('InvalidRequest', `"${name}" cannot name an environment`);
  const parsed = parseBody(EnvironmentSpec, { ...spec, tags: { [TRACER_TAG]: message.provisionedProductId } });
  const request = { spec: parsed, allow: [] };
  const check = () => assertSameEnvironment(scope, message, ports);
  const { id } = await acceptOperation({ kind: 'provision', scope, request, check, ...common }, ports);
  // Not before, because a refused product has no environment, and must not terminate another one of that name.
  await ports.state.putDocument(`product/${message.provisionedProductId}`, 'scope', { environment: name });
  return id;
}

/** A product has the same environment all its life, and does not take over an existing one. */
async function assertSameEnvironment(
  scope: Extract<Scope, { layer: 'environment' }>,
  message: CatalogMessage,
  ports: Ports,
): Promise<void> {
  const before = await scopeOf(message, ports);
  if (before !== undefined && before.environment !== scope.environment) {
    throw new PlinthError(
      'InvalidRequest',
      `this product is the environment "${before.environment}"; it cannot become another`,
    );
  }
  const scopeState = await ports.state.readScopeState(`environments/${scope.environment}`);
  if (before === undefined && scopeState !== undefined && scopeState.status !== 'retired') {
    throw new PlinthError(
      'InvalidRequest',
      `the environment "${scope.environment}" exists already; choose another name`,
    );
  }
}

async function scopeOf(message: CatalogMessage, ports: Ports) {
  const document = await ports.state.readDocument(`product/${message.provisionedProductId}`, 'scope');
  if (document === undefined) return undefined;
  const { environment } = document as { environment: string };
  return { layer: 'environment', environment } as const;
}

function resultOf({ action, message }: CatalogRequest) {
  const { token, recordId, provisionedProductId } = message;
  return { action, token, recordId, provisionedProductId };
}
