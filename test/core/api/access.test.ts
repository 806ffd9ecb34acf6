import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Grant, mayAct } from '../../../src/core/api/access.ts';

const ana = 'arn:aws:iam::111122223333:user/ana';

function grant(fields: Partial<Grant>): Grant {
  return { principal: ana, role: 'deployer', scope: '*', ...fields };
}

test('a role may do what the roles below it may, and no more', () => {
  const roles = ['viewer', 'deployer', 'operator', 'admin'] as const;
  const allowed = roles.map((role) => mayAct([grant({})], ana, { role, scope: 'base' }));
  expect(allowed).toEqual([true, true, false, false]);
});

test('a grant reaches as far as its scope pattern', () => {
  const grants = [grant({ scope: 'environments/dev*' })];
  const reach = ['environments/dev', 'environments/dev/applications/shop', 'environments/prod', 'base'].map((scope) =>
    mayAct(grants, ana, { role: 'viewer', scope }),
  );
  expect(reach).toEqual([true, true, false, false]);
});

test('a pattern may have stars anywhere', () => {
  const grants = [grant({ principal: 'arn:aws:sts::*:assumed-role/ci-*/x', scope: '*' })];
  const may = (principal: string) => mayAct(grants, principal, { role: 'viewer', scope: 'base' });
  expect(may('arn:aws:sts::1:assumed-role/ci-main/x')).toBe(true);
  expect(may('arn:aws:sts::1:assumed-role/other/x')).toBe(false);
  expect(may('arn:aws:sts::1:assumed-role/ci-main/y')).toBe(false);
});

test('nobody may do anything without a grant of their own', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (principal, scope) => {
      fc.pre(principal !== ana);
      return !mayAct([grant({ role: 'admin' })], principal, { role: 'viewer', scope });
    }),
  );
});

test('stars do not overlap what stands around them', () => {
  expect(mayAct([grant({ principal: 'ab*bc' })], 'abc', { role: 'viewer', scope: 'base' })).toBe(false);
});
