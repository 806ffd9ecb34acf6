import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { applicationAutoscaling } from '../../../src/cloud/services/application-autoscaling/index.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };
const SHOP = { ServiceNamespace: 'ecs', ResourceId: 'service/dev/shop', ScalableDimension: 'ecs:service:DesiredCount' };

function autoscaling() {
  const updates: object[] = [];
  const oneService: Service = {
    signingName: 'ecs',
    schemas: {},
    operations: {
      DescribeServices: ({ services }: { services: string[] }) =>
        services[0] === 'shop' ? { services: [{ desiredCount: 1, status: 'ACTIVE' }] } : { services: [] },
      UpdateService: (input) => {
        updates.push(input);
        return {};
      },
    },
  };
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [applicationAutoscaling, oneService], []);
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  const call = (operation: string, input: object): Promise<any> =>
    kernel.invoke('application-autoscaling', operation, input, PLACE);
  return { call, updates };
}

describe('scalable targets', () => {
  it('bring the desired count of an ECS service inside their limits', async () => {
    const { call, updates } = autoscaling();
    await call('RegisterScalableTarget', { ...SHOP, MinCapacity: 2, MaxCapacity: 4 });
    expect(updates).toEqual([{ cluster: 'dev', service: 'shop', desiredCount: 2 }]);
  });

  it('refuse a service that does not exist', async () => {
    const { call } = autoscaling();
    const target = { ...SHOP, ResourceId: 'service/dev/gone', MinCapacity: 1, MaxCapacity: 2 };
    await expect(call('RegisterScalableTarget', target)).rejects.toMatchObject({
      code: 'ValidationException',
      message: "ECS service doesn't exist: service/dev/gone",
    });
  });

  it('take their policies with them', async () => {
    const { call } = autoscaling();
    await call('RegisterScalableTarget', { ...SHOP, MinCapacity: 1, MaxCapacity: 4 });
    await call('PutScalingPolicy', { ...SHOP, PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling' });
    await call('DeregisterScalableTarget', SHOP);
    expect((await call('DescribeScalingPolicies', { ServiceNamespace: 'ecs' })).ScalingPolicies).toEqual([]);
    await expect(call('PutScalingPolicy', { ...SHOP, PolicyName: 'cpu' })).rejects.toMatchObject({
      code: 'ObjectNotFoundException',
    });
  });
});
