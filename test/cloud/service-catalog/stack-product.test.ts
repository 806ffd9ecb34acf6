import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { serviceCatalog } from '../../../src/cloud/services/service-catalog/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const StackId = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/SC-111122223333-pp/uuid';
const TemplateURL = 'https://artifacts.s3.eu-west-1.amazonaws.com/base.json';

/** A CloudFormation whose stacks end, a minute after each call, as the test says. */
function cloud(endings: string[]) {
  const calls: [string, Record<string, unknown>][] = [];
  const later = () => {
    const status = endings.shift()!;
    kernel.clock.after(60, () => {
      const detail = { 'stack-id': StackId, 'status-details': { status, 'status-reason': `why ${status}` } };
      kernel.publish(
        {
          source: 'aws.cloudformation',
          detailType: 'CloudFormation Stack Status Change',
          resources: [StackId],
          detail,
        },
        place,
      );
    });
    return { StackId };
  };
  const record = (name: string) => (input: Record<string, unknown>) => {
    calls.push([name, input]);
    return later();
  };
  const cloudformation: Service = {
    signingName: 'cloudformation',
    schemas: {},
    operations: {
      CreateStack: record('CreateStack'),
      UpdateStack: record('UpdateStack'),
      DeleteStack: record('DeleteStack'),
      DescribeStacks: () => ({ Stacks: [{ StackId, Outputs: [{ OutputKey: 'Vpc', OutputValue: 'vpc-1' }] }] }),
      GetTemplateSummary: () => ({
        Parameters: [{ ParameterKey: 'Cidr', ParameterType: 'String', DefaultValue: '10.0.0.0/16' }],
      }),
    },
  };
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [serviceCatalog, cloudformation], []);
  const call = <T = Record<string, unknown>>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('servicecatalog', operation, input, place));
  const pass = (seconds: number) => kernel.clock.drive(kernel.clock.sleep(seconds));
  return { call, pass, calls };
}

async function provisioned(world: ReturnType<typeof cloud>) {
  const { PortfolioDetail } = await world.call<{ PortfolioDetail: { Id: string } }>('CreatePortfolio', {
    DisplayName: 'P',
    ProviderName: 'P',
  });
  const { ProductViewDetail } = await world.call<{ ProductViewDetail: { ProductViewSummary: { ProductId: string } } }>(
    'CreateProduct',
    {
      Name: 'base',
      Owner: 'P',
      ProductType: 'CLOUD_FORMATION_TEMPLATE',
      ProvisioningArtifactParameters: { Name: 'v1', Info: { LoadTemplateFromURL: TemplateURL } },
    },
  );
  const { ProductId } = ProductViewDetail.ProductViewSummary;
  await world.call('AssociateProductWithPortfolio', { ProductId, PortfolioId: PortfolioDetail.Id });
  const { RecordDetail } = await world.call<{ RecordDetail: { RecordId: string; ProvisionedProductId: string } }>(
    'ProvisionProduct',
    {
      ProductName: 'base',
      ProvisioningArtifactName: 'v1',
      ProvisionedProductName: 'base',
      ProvisionToken: 'p',
      ProvisioningParameters: [{ Key: 'Cidr', Value: '10.9.0.0/16' }],
    },
  );
  await world.pass(300);
  return RecordDetail;
}

describe('service catalog, CloudFormation product', () => {
  it('provisions a stack and is available when the stack is complete', async () => {
    const world = cloud(['CREATE_COMPLETE']);
    const { RecordId, ProvisionedProductId } = await provisioned(world);
    expect(world.calls[0]).toEqual([
      'CreateStack',
      expect.objectContaining({
        TemplateURL,
        StackName: `SC-111122223333-${ProvisionedProductId}`,
        Parameters: [{ ParameterKey: 'Cidr', ParameterValue: '10.9.0.0/16' }],
      }),
    ]);
    expect(await world.call('DescribeRecord', { Id: RecordId })).toMatchObject({
      RecordDetail: { Status: 'SUCCEEDED' },
      RecordOutputs: [
        { OutputKey: 'CloudformationStackARN', OutputValue: StackId },
        { OutputKey: 'Vpc', OutputValue: 'vpc-1' },
      ],
    });
    expect(
      await world.call('SearchProvisionedProducts', { Filters: { SearchQuery: ['status:AVAILABLE'] } }),
    ).toMatchObject({
      TotalResultsCount: 1,
      ProvisionedProducts: [{ Name: 'base', ProductName: 'base', PhysicalId: StackId }],
    });
  });

  it('fails with the reason of the stack', async () => {
    const world = cloud(['ROLLBACK_COMPLETE']);
    const { RecordId } = await provisioned(world);
    expect(await world.call('DescribeRecord', { Id: RecordId })).toMatchObject({
      RecordDetail: { Status: 'FAILED', RecordErrors: [{ Description: 'why ROLLBACK_COMPLETE' }] },
    });
    expect(await world.call('DescribeProvisionedProduct', { Name: 'base' })).toMatchObject({
      ProvisionedProductDetail: { Status: 'ERROR', StatusMessage: 'why ROLLBACK_COMPLETE' },
    });
  });

  it('is tainted by an update that was rolled back, and gone once its stack is deleted', async () => {
    const world = cloud(['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'DELETE_COMPLETE']);
    const { ProvisionedProductId } = await provisioned(world);
    await world.call('UpdateProvisionedProduct', { ProvisionedProductId, UpdateToken: 'u' });
    await world.pass(300);
    expect(await world.call('DescribeProvisionedProduct', { Id: ProvisionedProductId })).toMatchObject({
      ProvisionedProductDetail: { Status: 'TAINTED' },
    });
    await world.call('TerminateProvisionedProduct', { ProvisionedProductId, TerminateToken: 't' });
    await world.pass(300);
    expect(world.calls.at(-1)).toEqual(['DeleteStack', expect.objectContaining({ StackName: StackId })]);
    expect(await world.call('ScanProvisionedProducts', {})).toMatchObject({ ProvisionedProducts: [] });
  });
});
