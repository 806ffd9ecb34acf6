import { expect, test } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { ec2, ec2ResourceTypes } from '../../../src/cloud/services/ec2/index.ts';
import { serviceQuotas } from '../../../src/cloud/services/service-quotas/index.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

function cloud() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [ec2, serviceQuotas], ec2ResourceTypes);
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  return (service: string, operation: string, input: object): Promise<any> =>
    kernel.invoke(service, operation, input, PLACE);
}

test('a quota tells how many a region takes, and one more is refused', async () => {
  const call = cloud();
  const { Quota } = await call('servicequotas', 'GetServiceQuota', { ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' });
  expect(Quota).toMatchObject({ QuotaName: 'VPCs per Region', Value: 5 });
  const { Vpcs } = await call('ec2', 'DescribeVpcs', {});
  for (let count = Vpcs.length; count < Quota.Value; count++)
    await call('ec2', 'CreateVpc', { CidrBlock: `10.${count}.0.0/16` });
  await expect(call('ec2', 'CreateVpc', { CidrBlock: '10.99.0.0/16' })).rejects.toMatchObject({
    code: 'VpcLimitExceeded',
  });
});

test('the quotas of a service are listed, and an unknown one is refused', async () => {
  const call = cloud();
  const { Quotas } = await call('servicequotas', 'ListServiceQuotas', { ServiceCode: 'ec2' });
  expect(Quotas).toMatchObject([{ QuotaCode: 'L-0263D0A3', Value: 5 }]);
  await expect(
    call('servicequotas', 'GetServiceQuota', { ServiceCode: 'vpc', QuotaCode: 'L-0263D0A3' }),
  ).rejects.toMatchObject({ code: 'NoSuchResourceException' });
});
