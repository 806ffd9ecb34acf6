import { expect, test } from 'vitest';
import { listRetained } from '../../../src/core/api/list-retained.ts';
import { removalCommands } from '../../../src/core/api/removal-commands.ts';
import { fakePorts } from '../../fakes/index.ts';

const target = { account: '111122223333', region: 'eu-west-1' };

test.each([
  ['AWS::CloudFormation::Stack', 'arn:stack/1', 'aws cloudformation delete-stack --stack-name arn:stack/1'],
  ['AWS::KMS::Key', 'key-1', 'aws kms schedule-key-deletion --key-id key-1 --pending-window-in-days 30'],
  ['AWS::EC2::SecurityGroup', 'sg-1', 'aws ec2 delete-security-group --group-id sg-1'],
  [
    'AWS::AppSync::Api',
    "o'hara $(id)",
    "aws cloudcontrol delete-resource --type-name AWS::AppSync::Api --identifier 'o'\\''hara $(id)'",
  ],
])('%s is deleted by its own command, or by Cloud Control', (type, physicalId, command) => {
  expect(removalCommands({ type, physicalId, target })).toEqual([`${command} --region eu-west-1`]);
});

test('a bucket is emptied of every version before it is deleted', () => {
  const [empty, remove] = removalCommands({ type: 'AWS::S3::Bucket', physicalId: 'logs', target });
  expect(empty).toMatch(/^aws s3api delete-objects --bucket logs .*list-object-versions --bucket logs/);
  expect(remove).toBe('aws s3api delete-bucket --bucket logs --region eu-west-1');
});

test('the list says what, where, of which stack, since when, why, and how to delete it', async () => {
  const ports = fakePorts();
  const since = '2026-11-20T12:00:00.000Z';
  const left = { kind: 'retained', type: 'AWS::EC2::SecurityGroup', reason: 'in use', since } as const;
  const stack = { scope: 'environments/dev', stackName: 'plinth--dev--network', operationId: 'op_1' };
  await ports.state.putRetained({ ...left, ...stack, physicalId: 'sg-1', target });
  const request = { path: {}, query: { limit: 1 }, caller: { principal: '', sourceIp: '' } };
  const { body } = await listRetained(request as unknown as Parameters<typeof listRetained>[0], ports);
  const remove = ['aws ec2 delete-security-group --group-id sg-1 --region eu-west-1'];
  expect(body).toEqual({ items: [{ ...left, ...stack, ...target, id: 'sg-1', remove }] });
});
