import { describe, expect, it } from 'vitest';
import { buildCatalogue } from '../../../src/core/catalogue/build-catalogue.ts';
import { parseComponent } from '../../../src/core/catalogue/parse-component.ts';
import { parseTemplate } from '../../../src/core/catalogue/parse-template.ts';
import { catalogueOf, smallCatalogue, template } from '../templates.ts';

describe('parseTemplate', () => {
  it('reads the short tags of CloudFormation, one inside the other', () => {
    const text = [
      'A: !Ref Vpc',
      'B: !GetAtt Database.Endpoint.Address',
      'C: !If [HasZone, !Sub name, !Join [",", [!Ref One, two]]]',
      'D: !Condition HasZone',
      'Version: 2012-10-17',
    ].join('\n');
    expect(parseTemplate(text)).toEqual({
      A: { Ref: 'Vpc' },
      B: { 'Fn::GetAtt': ['Database', 'Endpoint.Address'] },
      C: { 'Fn::If': ['HasZone', { 'Fn::Sub': 'name' }, { 'Fn::Join': [',', [{ Ref: 'One' }, 'two']] }] },
      D: { Condition: 'HasZone' },
      Version: '2012-10-17',
    });
  });

  it('reads JSON', () => {
    expect(parseTemplate('{"Resources": {"A": {"Ref": "B"}}}')).toEqual({ Resources: { A: { Ref: 'B' } } });
  });

  it.each([
    ['text that is not well-formed', 'A: [1, 2', /not well-formed/],
    ['a key that stands twice', 'A: 1\nA: 2', /unique/],
    ['a list', '- A', /is not a mapping with Resources/],
    [
      'aliases that multiply',
      `a: &a [1]\n${'b: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n'.repeat(1)}c: [${'*a, '.repeat(101)}1]`,
      /aliases/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseTemplate(text)).toThrow(message);
  });
});

describe('parseComponent', () => {
  it('reads what a template says about itself', () => {
    const component = parseComponent(
      'x.yaml',
      template('mysql', { data: true, requires: ['network'], outputs: ['Host'] }),
    );
    expect(component).toMatchObject({
      name: 'mysql',
      layer: 'environment',
      summary: 'The mysql of a test.',
      requires: ['network'],
      data: true,
      standard: true,
      outputs: { Host: 'The Host of mysql.' },
      descriptions: { Thing: 'A thing' },
    });
    expect(component.templateHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps data and what asks for it out of Express mode', () => {
    const standard = (data: boolean, Standard?: boolean) => {
      const parsed = JSON.parse(template('mysql', { data }));
      Object.assign(parsed.Metadata.Plinth, Standard === undefined ? {} : { Standard });
      return parseComponent('mysql.yaml', JSON.stringify(parsed)).standard;
    };
    expect([standard(true), standard(true, false), standard(false), standard(false, true)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('gives the same hash to the same template written otherwise', () => {
    const json = template('mysql');
    const spaced = JSON.stringify(JSON.parse(json), null, 2);
    expect(parseComponent('a', spaced).templateHash).toBe(parseComponent('b', json).templateHash);
  });

  it('names the file and every place where the contract is broken', () => {
    const broken = JSON.stringify({
      Metadata: { Plinth: { Component: 'my-sql', Layer: 'environment', Summary: 'no sentence', Owner: 'me' } },
      Parameters: { Size: { Type: 'Sting', Description: 'How large it is.' }, Kind: { Type: 'String' } },
      Resources: {},
    });
    expect(() => parseComponent('environment/mysql.yaml', broken)).toThrow(
      expect.objectContaining({
        code: 'InvalidRequest',
        message: expect.stringContaining('environment/mysql.yaml'),
        fields: expect.arrayContaining([
          expect.objectContaining({ pointer: '/Metadata/Plinth/Summary' }),
          expect.objectContaining({ pointer: '/Metadata/Plinth/Owner', message: 'unknown field; remove it' }),
          expect.objectContaining({ pointer: '/Parameters/Size/Type' }),
          expect.objectContaining({ pointer: '/Parameters/Kind/Description' }),
          expect.objectContaining({ pointer: '/Resources' }),
        ]),
      }),
    );
  });

  const substituting = (...names: readonly string[]) => names.map((name) => `\${${name}}`).join(' ');
  const changed = (change: (body: Record<string, Record<string, Record<string, unknown>>>) => void) => {
    const body = JSON.parse(template('mysql', { parameters: { Size: {} }, outputs: ['Host'] }));
    change(body);
    return JSON.stringify(body);
  };

  it.each<[string, Parameters<typeof changed>[0], string]>([
    ['a resource without a type', ({ Resources }) => delete Resources!.Thing!.Type, '/Resources/Thing/Type'],
    [
      'a default that is not among the allowed values',
      ({ Parameters }) => Object.assign(Parameters!.Size!, { Default: 'c', AllowedValues: ['a', 'b'] }),
      '/Parameters/Size/Default',
    ],
    [
      'a default that is no number',
      ({ Parameters }) => Object.assign(Parameters!.Size!, { Type: 'Number', Default: 'seven' }),
      '/Parameters/Size/Default',
    ],
    [
      'bounds that nothing is between',
      ({ Parameters }) => Object.assign(Parameters!.Size!, { Type: 'Number', MinValue: 3, MaxValue: 2 }),
      '/Parameters/Size/MinValue',
    ],
    [
      'a reference to what it does not have',
      ({ Outputs }) => Object.assign(Outputs!.Host!, { Value: { Ref: 'Instance' } }),
      '/Outputs/Host/Value',
    ],
    [
      'a text that names what it does not have',
      ({ Outputs }) =>
        Object.assign(Outputs!.Host!, { Value: { 'Fn::Sub': substituting('Size', 'Thing.Name', 'Zone') } }),
      '/Outputs/Host/Value',
    ],
    [
      'a variable that the platform sets',
      ({ Metadata }) => Object.assign(Metadata!.Plinth!, { Provides: { Variables: { PORT: 'Host' } } }),
      '/Metadata/Plinth/Provides/Variables/PORT',
    ],
    [
      'an export, which cannot change while it is imported',
      ({ Outputs }) => Object.assign(Outputs!.Host!, { Export: { Name: 'host' } }),
      '/Outputs/Host/Export',
    ],
    [
      'an import, which ties the order into the template',
      ({ Resources }) =>
        Object.assign(Resources!.Thing!, { Properties: { BucketName: { 'Fn::ImportValue': 'host' } } }),
      '/Resources/Thing/Properties/BucketName/Fn::ImportValue',
    ],
    [
      'a macro that makes resources nobody has planned',
      (body) => Object.assign(body, { Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'] }),
      '/Transform',
    ],
    [
      'data that would go with its stack',
      ({ Metadata, Resources }) => {
        Object.assign(Metadata!.Plinth!, { Data: true });
        Object.assign(Resources!.Thing!, { UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Delete' });
      },
      '/Resources/Thing/DeletionPolicy',
    ],
    [
      'a template that says it holds data and keeps nothing',
      ({ Metadata, Resources }) => {
        Object.assign(Metadata!.Plinth!, { Data: true });
        Object.assign(Resources!.Thing!, { Type: 'AWS::SQS::Queue' });
      },
      '/Metadata/Plinth/Data',
    ],
  ])('refuses %s', (_, change, pointer) => {
    expect(() => parseComponent('mysql.yaml', changed(change))).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ pointer })] }),
    );
  });

  it('takes data that is set aside with a reason, and the macro that only helps to write', () => {
    const taken = changed((body) => {
      Object.assign(body, { Transform: 'AWS::LanguageExtensions' });
      Object.assign(body.Metadata!.Plinth!, { Data: true });
      const Exceptions = [{ Rule: 'data-is-kept', Reason: 'It can be made again.' }];
      Object.assign(body.Resources!.Thing!, { Metadata: { 'plinth:exceptions': Exceptions } });
      Object.assign(body.Resources!, { Queue: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain' } });
    });
    expect(parseComponent('mysql.yaml', taken).data).toBe(true);
  });

  it('takes references to parameters, resources, their attributes, its own names and those of AWS', () => {
    const text = substituting('Size', 'Thing.Arn', 'AWS::Region', 'Own', '!Literal');
    const taken = changed(({ Outputs }) => {
      Object.assign(Outputs!.Host!, { Value: { 'Fn::Sub': [text, { Own: { 'Fn::GetAtt': ['Thing', 'Arn'] } }] } });
    });
    expect(parseComponent('mysql.yaml', taken).outputs).toHaveProperty('Host');
  });

  it('names the file of what is no template, and refuses a second one behind the first', () => {
    expect(() => parseComponent('base/keys.yaml', 'a: [')).toThrow('template base/keys.yaml is not well-formed');
    const twice = `${template('mysql')}\n---\n${template('redis')}`;
    expect(() => parseComponent('mysql.yaml', twice)).toThrow('multiple documents');
  });

  it('refuses a template that does not travel inline', () => {
    const long = template('mysql', { parameters: { Size: { ConstraintDescription: 'x'.repeat(51_200) } } });
    expect(() => parseComponent('mysql.yaml', long)).toThrow(/accepts at most 51200 inline/);
  });

  it('refuses a pattern that is no regular expression', () => {
    const text = template('mysql', { parameters: { Size: { AllowedPattern: '(' } } });
    expect(() => parseComponent('mysql.yaml', text)).toThrow(/AllowedPattern/);
  });
});

describe('buildCatalogue', () => {
  it('lists components by layer, then by name', () => {
    expect(smallCatalogue.components().map(({ name }) => name)).toEqual([
      ...['alerts', 'buckets', 'keys', 'logs', 'repository'],
      ...['cluster', 'egress', 'load-balancer', 'mysql', 'network'],
      ...['bucket', 'service'],
      'task',
    ]);
  });

  it('refuses a requirement that no template is called', () => {
    expect(() => catalogueOf({ a: { requires: ['b'] } })).toThrow(
      expect.objectContaining({ code: 'UnknownComponent' }),
    );
  });

  it('refuses a circle and shows it', () => {
    const circle = { a: { requires: ['b'] }, b: { requires: ['c'] }, c: { requires: ['a'] } };
    expect(() => catalogueOf(circle)).toThrow(
      expect.objectContaining({ code: 'CircularRequirement', message: expect.stringContaining('a -> b -> c -> a') }),
    );
  });

  it('refuses a requirement of a later layer', () => {
    const upside = { a: { layer: 'base', requires: ['b'] }, b: { layer: 'environment' } };
    expect(() => catalogueOf(upside)).toThrow(/later layer/);
  });

  it('refuses two templates of one name', () => {
    const file = { path: 'a.yaml', text: template('a') };
    expect(() => buildCatalogue([file, file])).toThrow(/templates a.yaml and a.yaml both have the name `a`/);
  });

  it('refuses an output that the platform would hide', () => {
    expect(() => catalogueOf({ a: { outputs: ['Image'] } })).toThrow(/Image/);
  });
});
