import { describe, expect, it } from 'vitest';
import { Gives, givenOutputs } from '../../../src/core/catalogue/gives.ts';
import { parseComponent } from '../../../src/core/catalogue/parse-component.ts';
import { template } from '../templates.ts';

describe('what a component gives', () => {
  it('names outputs: a group, a policy, variables, and secrets with or without a field', () => {
    const gives = Gives.parse({
      SecurityGroup: 'ClientGroup',
      Variables: { MYSQL_HOST: 'Host' },
      Secrets: { MYSQL_PASSWORD: 'SecretArn.password', TOKEN: 'TokenArn' },
      Policy: 'PolicyArn',
    });
    expect(givenOutputs(gives)).toEqual(['ClientGroup', 'PolicyArn', 'Host', 'SecretArn', 'TokenArn']);
  });

  it.each([
    ['a variable in small letters', { Variables: { host: 'Host' } }],
    ['a secret whose field is no name', { Secrets: { TOKEN: 'Arn.a.b' } }],
    ['a part that nobody knows', { Role: 'RoleArn' }],
  ])('refuses %s', (_, gives) => {
    expect(Gives.safeParse(gives).success).toBe(false);
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
      Gives: { Variables: { HOST: 'Host' } },
      StandsFor: { network: 'Size' },
      MonthlyCost: [{ Item: 'hours', Dollars: 1, When: { Size: ['large'] } }],
      Optional: ['https'],
      Replaces: ['S3 mysql-default (5)'],
    });
    expect(component).toMatchObject({
      gives: { Variables: { HOST: 'Host' } },
      standsFor: { network: 'Size' },
      monthlyCost: [{ Item: 'hours' }],
      optional: ['https'],
      replaces: ['S3 mysql-default (5)'],
    });
  });

  it.each([
    ['an output', { Gives: { Policy: 'Arn' } }, '/Metadata/Plinth/Gives'],
    ['a parameter to stand for', { StandsFor: { network: 'VpcId' } }, '/Metadata/Plinth/StandsFor'],
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
