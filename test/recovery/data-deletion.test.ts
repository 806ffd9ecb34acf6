import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Stage } from '../workflows/harness.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { inventory } from '../workflows/inventory.ts';
import { provideBase } from '../workflows/scenes.ts';
import { stageOfFile } from '../workflows/stage-of-file.ts';

let stage: Stage;
let before: readonly string[];

stageOfFile(async (opened) => {
  stage = opened;
  before = await inventory(stage);
});

test('logs that come until nobody may write them any more do not keep their bucket', () =>
  stage.drive(async () => {
    await provideBase(stage);
    const Bucket = (await stage.state.readScopeState('base'))?.stacks.logs?.outputs.LogBucket ?? '';
    const s3 = new S3Client(stage.aws);
    const deletion = stage.succeed('DELETE', '/base?data=delete&confirm=base');
    for (let number = 0; await hasPolicy(Bucket); number++) {
      await s3.send(new PutObjectCommand({ Bucket, Key: `buckets/${number}`, Body: 'GET' }));
      await stage.sleep(1);
    }
    expect(JSON.stringify((await deletion).result)).not.toContain('retained');
    expect(await inventory(stage)).toEqual(before);
  }));

/** The policy goes before its bucket, and with it the right of AWS's services to write. */
async function hasPolicy(Bucket: string): Promise<boolean> {
  try {
    await new S3Client(stage.aws).send(new GetBucketPolicyCommand({ Bucket }));
    return true;
  } catch {
    return false;
  }
}

test('a deletion that was stopped, wherever it was, goes on when it is asked for again', () =>
  stage.drive(async () => {
    for (const seconds of [3, 20, 60]) {
      await provideBase(stage);
      const Bucket = (await stage.state.readScopeState('base'))?.stacks.buckets?.outputs.DataBucket;
      await new S3Client(stage.aws).send(new PutObjectCommand({ Bucket, Key: 'order', Body: 'one' }));
      const { id } = await stage.accept('DELETE', '/base?data=delete&confirm=base');
      await stage.sleep(seconds);
      await stage.send('POST', `/operations/${id}/cancel`);
      const { status } = await stage.ended(id);
      // A stopped operation keeps its lock until the longest step that may still run has ended.
      await stage.sleep(300);
      if (status !== 'succeeded') await stage.succeed('DELETE', '/base?data=delete&confirm=base');
      expect(`${seconds}: ${(await inventory(stage)).filter((name) => !before.includes(name)).join()}`).toBe(
        `${seconds}: `,
      );
    }
    await checkInvariants(stage);
  }));

test('whoever changes their mind half way has their data protected again', () =>
  stage.drive(async () => {
    await provideBase(stage);
    const client = new CloudFormationClient(stage.aws);
    const template = async () => {
      const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: 'plinth--base--buckets' }));
      return TemplateBody;
    };
    const before = await template();
    const { id } = await stage.accept('DELETE', '/base?data=delete&confirm=base');
    while ((await template()) === before) await stage.sleep(1);
    await stage.send('POST', `/operations/${id}/cancel`);
    await stage.ended(id);
    await stage.sleep(300);
    await provideBase(stage);
    expect(await template()).toBe(before);
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'plinth--base--buckets' }));
    expect(Stacks[0]?.EnableTerminationProtection).toBe(true);
    await checkInvariants(stage);
    await stage.succeed('DELETE', '/base?data=delete&confirm=base');
  }));
