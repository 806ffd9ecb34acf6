import { describe, expect, it } from 'vitest';
import { parseComponent } from '../../../src/core/catalogue/parse-component.ts';
import { Provides, providedOutputs } from '../../../src/core/catalogue/provides.ts';
import { template } from '../templates.ts';

describe('what a component gives', () => {
  it('names outputs: a group, a policy, variables, and secrets with or without a field', () => {
    const provides = Provides.parse({
      SecurityGroup: 'ClientGroup',
      Variables: { MYSQL_HOST: 'Host' },
      Secrets: { MYSQL_PASSWORD: 'SecretArn.password', TOKEN: 'TokenArn' },
      Policy: 'PolicyArn',
    });
    expect(providedOutputs(provides)).toEqual(['ClientGroup', 'PolicyArn', 'Host', 'SecretArn', 'TokenArn']);
  });

  it.each([
    ['a variable in small letters', { Variables: { host: 'Host' } }],
    ['a secret whose field is no name', { Secrets: { TOKEN: 'Arn.a.b' } }],
    ['a part that nobody knows', { Role: 'RoleArn' }],
  ])('refuses %s', (_, provides) => {
    expect(Provides.safeParse(provides).success).toBe(false);
  });
});

describe('a template that names in its metadata', () => {
  const parsed = (plinth: object) => {
    const json = JSON.parse(template('mysql', { outputs: ['Host'], parameters: { Size: {} } }));
    Object.assign(json.Metadata.Plinth, plinth);
    return parseComponent('mysql.yaml', JSON.stringify(json));
  };

  it('what it has is read', () => {
    const component = parsed({
      Provides: { Variables: { HOST: 'Host' } },
      SubstituteFor: { network: 'Size' },
      MonthlyCost: [{ Item: 'hours', Dollars: 1, When: { Size: ['large'] } }],
      Optional: ['https'],
      Replaces: ['S3 mysql-default (5)'],
    });
    expect(component).toMatchObject({
      provides: { Variables: { HOST: 'Host' } },
      substituteFor: { network: 'Size' },
      monthlyCost: [{ Item: 'hours' }],
      optional: ['https'],
      replaces: ['S3 mysql-default (5)'],
    });
  });

  it.each([
    ['an output', { Provides: { Policy: 'Arn' } }, '/Metadata/Plinth/Provides'],
    ['a parameter to stand for', { SubstituteFor: { network: 'VpcId' } }, '/Metadata/Plinth/SubstituteFor'],
    [
      'a parameter to charge by',
      { MonthlyCost: [{ Item: 'hours', Dollars: 1, Times: ['Count'] }] },
      '/Metadata/Plinth/MonthlyCost',
    ],
  ])('%s that it lacks is refused, and the place is named', (_, plinth, pointer) => {
    expect(() => parsed(plinth)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', fields: [expect.objectContaining({ pointer })] }),
    );
  });
});
