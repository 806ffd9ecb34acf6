import { describe, expect, test } from 'vitest';
import type { ResourceChange } from '../../../src/core/ports/index.ts';
import { losesData } from '../../../src/core/stack/loses-data.ts';

const change = (given: Partial<ResourceChange>): ResourceChange => ({
  action: 'Modify',
  logicalId: 'Store',
  type: 'AWS::S3::Bucket',
  replacement: 'False',
  ...given,
});
const database = { type: 'AWS::RDS::DBInstance', replacement: 'Conditional' } as const;
const topic = { type: 'AWS::SNS::Topic', replacement: 'True' } as const;
const templateWith = (DeletionPolicy?: string) =>
  JSON.stringify({ Resources: { Other: {}, Store: { DeletionPolicy } } });

describe('a change of a stack', () => {
  test.each<[string, Partial<ResourceChange>, string | undefined]>([
    ['removes a bucket', { action: 'Remove' }, undefined],
    ['replaces a bucket', { replacement: 'True' }, undefined],
    ['may replace a bucket, and does not say why', { replacement: 'Conditional' }, undefined],
    ['may replace a database', { ...database, recreating: ['Engine'] }, undefined],
    ['may replace a database by one of two properties', { ...database, recreating: ['MultiAZ', 'Engine'] }, undefined],
    ['replaces a topic that its template retains', topic, templateWith('Retain')],
    ['removes a topic of which a snapshot is kept', { ...topic, action: 'Remove' }, templateWith('Snapshot')],
  ])('loses data when it %s', (_, given, templateBody) => {
    expect(losesData(change(given), templateBody)).toBe(true);
  });

  test.each<[string, Partial<ResourceChange>, string | undefined]>([
    ['changes a bucket in place', {}, undefined],
    ['adds a bucket', { action: 'Add', replacement: 'True' }, undefined],
    ['changes a database in place, as its type says', { ...database, recreating: ['MultiAZ'] }, undefined],
    ['replaces a topic', topic, undefined],
    ['replaces a topic that its template deletes', topic, templateWith('Delete')],
    ['replaces a topic beside which another is retained', { ...topic, logicalId: 'Another' }, templateWith('Retain')],
  ])('loses none when it %s', (_, given, templateBody) => {
    expect(losesData(change(given), templateBody)).toBe(false);
  });
});
