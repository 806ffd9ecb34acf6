import { beforeEach, expect, test } from 'vitest';
import { certificatesOf } from '../../../src/cloud/kernel/certificates.ts';
import { createKernel, type RunningKernel } from '../../../src/cloud/kernel/kernel.ts';
import { listenerCertificateType } from '../../../src/cloud/services/elbv2/resources/listener-certificate.ts';
import { RESOURCE_TYPES, SERVICES } from '../../../src/cloud/services/index.ts';
import { resourceContext } from '../iam/resource-context.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };
const ISSUED = 'arn:aws:acm:eu-west-1:111122223333:certificate/issued';
const REFUSED = [
  ['one that waits for its validation', 'arn:aws:acm:eu-west-1:111122223333:certificate/pending'],
  ['one of another region', 'arn:aws:acm:us-east-1:111122223333:certificate/issued'],
  ['one that is not there', 'arn:aws:acm:eu-west-1:111122223333:certificate/none'],
] as const;

let kernel: RunningKernel;
let LoadBalancerArn: string;

const call = <T>(operation: string, input: object, service = 'elasticloadbalancing') =>
  kernel.clock.drive(kernel.invoke<T>(service, operation, input, PLACE));

beforeEach(async () => {
  kernel = createKernel({ clock: 'virtual' }, SERVICES, RESOURCE_TYPES);
  certificatesOf(kernel).status = (arn) =>
    ({ issued: 'ISSUED', pending: 'PENDING_VALIDATION' })[arn.split('/')[1] ?? ''];
  const { Subnets } = await call<{ Subnets: { SubnetId: string }[] }>('DescribeSubnets', {}, 'ec2');
  const input = { Name: 'shop', Subnets: Subnets.slice(0, 2).map(({ SubnetId }) => SubnetId) };
  const { LoadBalancers } = await call<{ LoadBalancers: { LoadBalancerArn: string }[] }>('CreateLoadBalancer', input);
  LoadBalancerArn = LoadBalancers[0]!.LoadBalancerArn;
});

async function listen(CertificateArn: string, Port = 443): Promise<string> {
  const { Listeners } = await call<{ Listeners: { ListenerArn: string }[] }>('CreateListener', {
    LoadBalancerArn,
    Port,
    Protocol: 'HTTPS',
    Certificates: [{ CertificateArn }],
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
  });
  return Listeners[0]!.ListenerArn;
}

/** ARNs of what serves with a certificate. */
const usersOf = (arn: string) => certificatesOf(kernel).users.flatMap((users) => users(arn));

test.each(REFUSED)('a listener refuses %s', async (_what, arn) => {
  await expect(listen(arn)).rejects.toMatchObject({ code: 'CertificateNotFound' });
  const ListenerArn = await listen(ISSUED);
  const change = call('ModifyListener', { ListenerArn, Certificates: [{ CertificateArn: arn }] });
  await expect(change).rejects.toMatchObject({ code: 'CertificateNotFound' });
});

test('a certificate is in use as long as a listener serves with it', async () => {
  const ListenerArn = await listen(ISSUED);
  expect(usersOf(ISSUED)).toEqual([LoadBalancerArn]);
  await call('DeleteListener', { ListenerArn });
  expect(usersOf(ISSUED)).toEqual([]);
});

test('a listener serves with further certificates, which are in use too', async () => {
  const ListenerArn = await listen('arn:aws:iam::111122223333:server-certificate/own');
  const context = resourceContext(kernel, listenerCertificateType);
  const properties = { ListenerArn, Certificates: [{ CertificateArn: ISSUED }] };
  const created = await listenerCertificateType.create(properties, context);
  expect(usersOf(ISSUED)).toEqual([LoadBalancerArn]);
  await listenerCertificateType.delete(created, properties, context);
  expect(usersOf(ISSUED)).toEqual([]);
});
