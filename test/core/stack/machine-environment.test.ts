import { describe, expect, test } from 'vitest';
import { machineEnvironment } from '../../../src/core/stack/machine-environment.ts';
import { withContainerEnvironment } from '../../../src/core/stack/with-container-environment.ts';

describe('what a machine finds in its environment', () => {
  test('is quoted so that a shell takes it as it is', () => {
    const variables = { GREETING: "it's $HOME `now`" };
    expect(machineEnvironment({ variables, secrets: {} })).toEqual(["variable GREETING 'it'\\''s $HOME `now`'\n"]);
  });

  test('has secrets by their ARN, with the field that is wanted', () => {
    const whole = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf';
    const parameter = 'arn:aws:ssm:eu-west-1:111122223333:parameter/shop/token';
    const secrets = { WHOLE: whole, FIELD: `${whole}:token::`, PARAMETER: parameter };
    expect(machineEnvironment({ variables: {}, secrets })).toEqual([
      `secret WHOLE '${whole}' ''\n`,
      `secret FIELD '${whole}' 'token'\n`,
      `secret PARAMETER '${parameter}' ''\n`,
    ]);
  });

  test('must fit into the user data', () => {
    const variables = { LONG: 'x'.repeat(20_000) };
    expect(() => machineEnvironment({ variables, secrets: {} })).toThrow('variables and secrets take 20017 bytes');
  });

  test('follows what the template itself says', () => {
    const data = { UserData: { 'Fn::Base64': { 'Fn::Sub': '#!/bin/bash\n' } } };
    const Resources = { Machine: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: data } } };
    const completed = withContainerEnvironment(JSON.stringify({ Resources }), { variables: { A: '1' }, secrets: {} });
    expect(JSON.parse(completed).Resources.Machine.Properties.LaunchTemplateData.UserData).toEqual({
      'Fn::Base64': { 'Fn::Join': ['', [{ 'Fn::Sub': '#!/bin/bash\n' }, "variable A '1'\n"]] },
    });
  });
});
