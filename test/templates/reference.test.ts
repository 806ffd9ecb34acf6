import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogueReference } from '../../scripts/catalogue-reference/catalogue-reference.ts';
import { ranIn } from '../../scripts/catalogue-reference/ran-in.ts';
import { readTemplateFiles } from '../../scripts/package/read-template-files.ts';
import { template } from '../core/templates.ts';

test('the reference of the catalogue is what the templates say; `npm run reference` writes it', () => {
  const ran = ranIn(readFileSync('docs/reference/ministack.md', 'utf8'));
  expect(readFileSync('docs/reference/catalogue.md', 'utf8')).toBe(catalogueReference(readTemplateFiles(), ran));
});

test('the README says how many components ran in MiniStack', () => {
  const [count = ''] = /\d+ of \d+(?= ran)/.exec(readFileSync('docs/reference/ministack.md', 'utf8')) ?? [];
  expect(count).not.toBe('');
  expect(readFileSync('README.md', 'utf8')).toContain(`[${count} components](docs/reference/ministack.md)`);
});

test('a component is marked with the places that it ran in', () => {
  const ran = ranIn(
    '| layer | component | ran | why not |\n| base | keys | yes |  |\n| environment | events | no | unknown type |',
  );
  expect([...ran]).toEqual([
    ['keys', 'embedded cloud, MiniStack'],
    ['events', 'embedded cloud'],
  ]);
  const page = catalogueReference([{ path: 'environment/events.yaml', text: template('events') }], ran);
  expect(page).toMatch(/^\| environment \| \[`events`\].*\| embedded cloud \|$/m);
});

test('a component is shown with its parameters, where they come from, and what refers to what', () => {
  const page = catalogueReference([
    { path: 'environment/network.yaml', text: template('network', { outputs: ['VpcId'] }) },
    {
      path: 'environment/events.yaml',
      text: JSON.stringify({
        Metadata: {
          Plinth: {
            Component: 'events',
            Layer: 'environment',
            Summary: 'A bus for events.',
            Requires: ['network'],
            MonthlyCost: [{ Item: 'Archive', Dollars: 2, Times: ['Days'] }],
          },
        },
        Parameters: {
          VpcId: { Type: 'String', Description: 'Id of the network.' },
          Days: { Type: 'Number', Default: 3, MinValue: 1, MaxValue: 9, Description: 'How long events stay.' },
        },
        Resources: {
          Bus: {
            Type: 'AWS::Events::EventBus',
            Metadata: { 'plinth:description': 'Bus' },
            Properties: { Name: { Ref: 'VpcId' } },
          },
          Archive: { Type: 'AWS::Events::Archive', Properties: { SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] } } },
        },
      }),
    },
  ]);
  expect(page).toContain('| `Days` | `Number` | `3` | 1 to 9 | How long events stay. |');
  expect(page).toContain('Wired: `VpcId` from `network`.');
  expect(page).toContain('  Bus["Bus<br/>Events EventBus"]');
  expect(page).toContain('  Archive --> Bus');
  expect(page).toContain('  Bus --> from_network');
  expect(page).toContain('Monthly cost at the defaults: $6.00.');
  expect(page).toContain('- Archive: $2.00, times Days');
});
