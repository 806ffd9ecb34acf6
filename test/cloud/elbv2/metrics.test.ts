import { expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { countRefused, countRequest } from '../../../src/cloud/services/elbv2/data-plane/metrics.ts';
import { elbv2 } from '../../../src/cloud/services/elbv2/index.ts';
import type { LoadBalancer, TargetGroup } from '../../../src/cloud/services/elbv2/store.ts';

it('puts the numbers of a minute with traffic once, when the minute is over', async () => {
  const puts: { Namespace: string; MetricData: { MetricName: string; Value?: number; StatisticValues?: object }[] }[] =
    [];
  const monitoring: Service = {
    signingName: 'monitoring',
    schemas: {},
    operations: {
      PutMetricData: (input) => {
        puts.push(input);
        return {};
      },
    },
  };
  const kernel = createKernel({ clock: 'virtual' }, [elbv2, monitoring], []);
  const call = { kernel, account: '111122223333', region: 'eu-west-1' };
  const group = { arn: 'arn', fullName: 'targetgroup/one/1' } as TargetGroup;
  const loadBalancer = { arn: 'balancer', fullName: 'app/shared/1' } as LoadBalancer;
  countRequest({ group, loadBalancer, status: 200, seconds: 0.5 }, call);
  countRequest({ group, loadBalancer, status: 503, seconds: 1.5 }, call);
  countRequest({ group, loadBalancer, elbStatus: 504 }, call);
  countRequest({ group, loadBalancer, elbStatus: 460 }, call);
  countRefused(loadBalancer, 503, call);
  await kernel.clock.drive(kernel.clock.sleep(600));
  expect(puts).toHaveLength(2);
  const refused = puts[1]!.MetricData.map(({ MetricName, Value }) => [MetricName, Value]);
  expect(refused).toEqual([
    ['HTTPCode_ELB_5XX_Count', 1],
    ['HTTPCode_ELB_503_Count', 1],
  ]);
  expect(puts[0]!.Namespace).toBe('AWS/ApplicationELB');
  const byName = Object.fromEntries(
    puts[0]!.MetricData.map((each) => [each.MetricName, each.Value ?? each.StatisticValues]),
  );
  expect(byName).toEqual({
    RequestCount: 4,
    HealthyHostCount: 0,
    UnHealthyHostCount: 0,
    HTTPCode_Target_2XX_Count: 1,
    HTTPCode_Target_5XX_Count: 1,
    HTTPCode_ELB_4XX_Count: 1,
    HTTPCode_ELB_5XX_Count: 1,
    HTTPCode_ELB_504_Count: 1,
    TargetResponseTime: { SampleCount: 2, Sum: 2, Minimum: 0.5, Maximum: 1.5 },
  });
});
