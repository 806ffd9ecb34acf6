import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { serviceCatalog } from '../../../src/cloud/services/service-catalog/index.ts';
import { sqs } from '../../../src/cloud/services/sqs/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const launchRoleArn = 'arn:aws:iam::111122223333:role/launch';

type Answer = Record<string, unknown>;

/** A hub account with an external product; the parser knows one parameter, or refuses. */
async function hub(options: { queues?: boolean; constraint?: boolean; refusal?: string } = {}) {
  const parsed: unknown[] = [];
  const lambda: Service = {
    signingName: 'lambda',
    schemas: {},
    operations: {
      Invoke({ FunctionName, Payload }: { FunctionName: string; Payload: Uint8Array }) {
        parsed.push([FunctionName, JSON.parse(Buffer.from(Payload).toString())]);
        if (options.refusal !== undefined) {
          const error = { errorType: 'ParserInvalidParameterException', errorMessage: options.refusal };
          return { StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify(error)) };
        }
        const answer = { parameters: [{ key: 'Name', type: 'string', description: 'A name.', defaultValue: 'dev' }] };
        return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(answer)) };
      },
    },
  };
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [serviceCatalog, sqs, lambda], []);
  const call = <T = Answer>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('servicecatalog', operation, input, place));
  const pass = (seconds: number) => kernel.clock.drive(kernel.clock.sleep(seconds));
  if (options.queues !== false) {
    for (const kind of ['Provision', 'Update', 'Terminate']) {
      const QueueName = `ServiceCatalogExternal${kind}OperationQueue`;
      await kernel.clock.drive(kernel.invoke('sqs', 'CreateQueue', { QueueName }, place));
    }
  }
  const { PortfolioDetail } = await call<{ PortfolioDetail: { Id: string } }>('CreatePortfolio', {
    DisplayName: 'Platform',
    ProviderName: 'Platform team',
  });
  const { ProductViewDetail, ProvisioningArtifactDetail } = await call<{
    ProductViewDetail: { ProductViewSummary: { ProductId: string } };
    ProvisioningArtifactDetail: { Id: string };
  }>('CreateProduct', {
    Name: 'environment',
    Owner: 'Platform team',
    ProductType: 'EXTERNAL',
    ProvisioningArtifactParameters: {
      Name: 'v1',
      Type: 'EXTERNAL',
      Info: { LoadTemplateFromURL: 'https://artifacts.s3.eu-west-1.amazonaws.com/products/environment.json' },
    },
  });
  const ProductId = ProductViewDetail.ProductViewSummary.ProductId;
  const PortfolioId = PortfolioDetail.Id;
  await call('AssociateProductWithPortfolio', { ProductId, PortfolioId });
  if (options.constraint !== false) {
    const Parameters = JSON.stringify({ RoleArn: launchRoleArn });
    await call('CreateConstraint', { ProductId, PortfolioId, Type: 'LAUNCH', Parameters });
  }
  const provision = () =>
    call<{ RecordDetail: { RecordId: string; ProvisionedProductId: string } }>('ProvisionProduct', {
      ProductId,
      ProvisioningArtifactName: 'v1',
      ProvisionedProductName: 'dev',
      ProvisionToken: 'token-1',
      ProvisioningParameters: [{ Key: 'Name', Value: 'dev' }],
      Tags: [{ Key: 'team', Value: 'a' }],
    });
  const next = async (kind: string) => {
    const QueueUrl = `http://localhost:4566/111122223333/ServiceCatalogExternal${kind}OperationQueue`;
    const { Messages } = await kernel.clock.drive(
      kernel.invoke<{ Messages: { Body: string }[] }>(
        'sqs',
        'ReceiveMessage',
        { QueueUrl, WaitTimeSeconds: 20 },
        place,
      ),
    );
    return JSON.parse(Messages[0]!.Body) as Record<string, string>;
  };
  const state = async (Id: string) => {
    const { ProvisionedProductDetail } = await call<{ ProvisionedProductDetail: Answer }>(
      'DescribeProvisionedProduct',
      { Id },
    );
    return ProvisionedProductDetail.Status;
  };
  return {
    call,
    pass,
    provision,
    next,
    state,
    parsed,
    ids: { ProductId, PortfolioId, artifact: ProvisioningArtifactDetail.Id },
  };
}

describe('service catalog, external product', () => {
  it('asks the parser for the parameters of a version', async () => {
    const { call, ids, parsed } = await hub();
    const described = await call('DescribeProvisioningParameters', {
      ProductId: ids.ProductId,
      ProvisioningArtifactId: ids.artifact,
    });
    expect(described.ProvisioningArtifactParameters).toEqual([
      { ParameterKey: 'Name', DefaultValue: 'dev', ParameterType: 'string', IsNoEcho: false, Description: 'A name.' },
    ]);
    expect(parsed).toEqual([
      [
        'ServiceCatalogExternalParameterParser',
        { artifact: { path: 'S3://artifacts/products/environment.json', type: 'AWS_S3' }, launchRoleArn },
      ],
    ]);
    const refusing = await hub({ refusal: 'no such file' });
    await expect(
      refusing.call('DescribeProvisioningParameters', { ProductName: 'environment', ProvisioningArtifactName: 'v1' }),
    ).rejects.toMatchObject({ code: 'InvalidParametersException', message: expect.stringContaining('no such file') });
  });

  it('sends the operation to the engine and is available once the engine has answered', async () => {
    const { call, pass, provision, next, state, ids } = await hub();
    const { RecordDetail } = await provision();
    expect(await state(RecordDetail.ProvisionedProductId)).toBe('UNDER_CHANGE');
    await pass(120);
    const body = await next('Provision');
    expect(body).toEqual({
      token: expect.any(String),
      operation: 'PROVISION_PRODUCT',
      provisionedProductId: RecordDetail.ProvisionedProductId,
      provisionedProductName: 'dev',
      productId: ids.ProductId,
      provisioningArtifactId: ids.artifact,
      recordId: RecordDetail.RecordId,
      launchRoleArn,
      artifact: { path: 'S3://artifacts/products/environment.json', type: 'AWS_S3' },
      identity: { principal: 'arn:aws:iam::111122223333:root', awsAccountId: '111122223333', organizationId: null },
      parameters: [{ key: 'Name', value: 'dev' }],
      tags: [{ key: 'team', value: 'a' }],
    });
    expect(await call('DescribeRecord', { Id: RecordDetail.RecordId })).toMatchObject({
      RecordDetail: { Status: 'IN_PROGRESS' },
    });
    const Outputs = [{ OutputKey: 'Url', OutputValue: 'https://dev.example.com', Description: 'Where it is.' }];
    await call('NotifyProvisionProductEngineWorkflowResult', {
      WorkflowToken: body.token,
      RecordId: body.recordId,
      Status: 'SUCCEEDED',
      Outputs,
      IdempotencyToken: 'answer-1',
    });
    expect(await state(RecordDetail.ProvisionedProductId)).toBe('AVAILABLE');
    expect(await call('DescribeRecord', { Id: RecordDetail.RecordId })).toMatchObject({
      RecordDetail: { Status: 'SUCCEEDED' },
      RecordOutputs: Outputs,
    });
    expect(await call('GetProvisionedProductOutputs', { ProvisionedProductName: 'dev' })).toMatchObject({ Outputs });
  });

  it('takes each answer once', async () => {
    const { call, pass, provision, next } = await hub();
    await provision();
    await pass(120);
    const { token, recordId } = await next('Provision');
    const answer = { WorkflowToken: token, RecordId: recordId, Status: 'SUCCEEDED', IdempotencyToken: 'answer-1' };
    const notify = 'NotifyProvisionProductEngineWorkflowResult';
    await expect(call(notify, { ...answer, WorkflowToken: 'other' })).rejects.toMatchObject({
      code: 'InvalidParametersException',
    });
    await expect(call(notify, { ...answer, RecordId: 'rec-none' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
    await expect(call('NotifyUpdateProvisionedProductEngineWorkflowResult', answer)).rejects.toMatchObject({
      code: 'InvalidParametersException',
    });
    await call(notify, answer);
    await call(notify, answer);
    await expect(call(notify, { ...answer, Status: 'FAILED', IdempotencyToken: 'answer-2' })).rejects.toMatchObject({
      code: 'InvalidParametersException',
    });
  });

  it('refuses a second operation while one is under way, and answers a repeated token with the same record', async () => {
    const { call, provision } = await hub();
    const first = await provision();
    expect((await provision()).RecordDetail.RecordId).toBe(first.RecordDetail.RecordId);
    const update = { ProvisionedProductName: 'dev', UpdateToken: 'u' };
    await expect(call('UpdateProvisionedProduct', update)).rejects.toMatchObject({
      code: 'InvalidParametersException',
    });
    await expect(
      call('TerminateProvisionedProduct', { ProvisionedProductName: 'dev', TerminateToken: 't' }),
    ).rejects.toMatchObject({ code: 'InvalidParametersException' });
  });

  it('is tainted by an update that fails, and gone once terminated', async () => {
    const { call, pass, provision, next, state } = await hub();
    const { RecordDetail } = await provision();
    await pass(120);
    const provisioned = await next('Provision');
    await call('NotifyProvisionProductEngineWorkflowResult', {
      WorkflowToken: provisioned.token,
      RecordId: provisioned.recordId,
      Status: 'SUCCEEDED',
    });
    await call('UpdateProvisionedProduct', {
      ProvisionedProductName: 'dev',
      UpdateToken: 'u',
      ProvisioningParameters: [{ Key: 'Name', UsePreviousValue: true }],
    });
    await pass(120);
    const update = await next('Update');
    expect(update).toMatchObject({
      operation: 'UPDATE_PROVISIONED_PRODUCT',
      parameters: [{ key: 'Name', value: 'dev' }],
    });
    await call('NotifyUpdateProvisionedProductEngineWorkflowResult', {
      WorkflowToken: update.token,
      RecordId: update.recordId,
      Status: 'FAILED',
      FailureReason: 'subnet is full',
    });
    expect(await state(RecordDetail.ProvisionedProductId)).toBe('TAINTED');
    expect(await call('DescribeRecord', { Id: update.recordId })).toMatchObject({
      RecordDetail: { Status: 'FAILED', RecordErrors: [{ Description: 'subnet is full' }] },
    });
    await call('TerminateProvisionedProduct', { ProvisionedProductName: 'dev', TerminateToken: 't' });
    await pass(120);
    const termination = await next('Terminate');
    expect(Object.keys(termination).sort()).toEqual([
      'identity',
      'launchRoleArn',
      'operation',
      'provisionedProductId',
      'provisionedProductName',
      'recordId',
      'token',
    ]);
    await call('NotifyTerminateProvisionedProductEngineWorkflowResult', {
      WorkflowToken: termination.token,
      RecordId: termination.recordId,
      Status: 'SUCCEEDED',
    });
    await expect(state(RecordDetail.ProvisionedProductId)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(await call('DescribeRecord', { Id: termination.recordId })).toMatchObject({
      RecordDetail: { Status: 'SUCCEEDED' },
    });
  });

  it('fails the record when the engine has no queue, and says so', async () => {
    const { call, pass, provision, state } = await hub({ queues: false });
    const { RecordDetail } = await provision();
    await pass(120);
    expect(await state(RecordDetail.ProvisionedProductId)).toBe('ERROR');
    expect(await call('DescribeRecord', { Id: RecordDetail.RecordId })).toMatchObject({
      RecordDetail: {
        Status: 'FAILED',
        RecordErrors: [{ Description: expect.stringContaining('ServiceCatalogExternalProvisionOperationQueue') }],
      },
    });
  });

  it('requires a launch constraint', async () => {
    const { provision } = await hub({ constraint: false });
    await expect(provision()).rejects.toMatchObject({ code: 'InvalidParametersException' });
  });
});
