import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { assertParameter, serviceParameters } from '../../scripts/package/service-parameters.ts';
import { copiedCheckout } from './copied-checkout.ts';

let checkout: string;
beforeAll(() => {
  checkout = copiedCheckout('parameters');
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function packageWith(...words: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/package.ts', ...words], {
    cwd: checkout,
    encoding: 'utf8',
  });
  return { status, stderr };
}

interface Resource {
  // biome-ignore lint/suspicious/noExplicitAny: properties are read by their AWS names.
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

describe('npm run package', () => {
  it('names the installation, its grants and how long logs are kept', () => {
    const grants = '[{"principal":"arn:aws:iam::111122223333:role/ops","role":"admin","scope":"*"}]';
    expect(
      packageWith(
        ...[
          '--param',
          'installation=acme',
          `--param=grants=${grants}`,
          '--param=logDays=7',
          '--param=tableDeletion=Delete',
        ],
        ...[
          '--param=tableProtection=false',
          '--param=awaitSeconds=5',
          '--param=serviceCatalog=off',
          '--region=eu-central-1',
        ],
      ),
    ).toEqual({ status: 0, stderr: '' });
    const text = readFileSync(join(checkout, '.serverless/cloudformation-template-update-stack.json'), 'utf8');
    const resources = Object.entries(JSON.parse(text).Resources as Record<string, Resource>);
    const properties = (id: string) => resources.find(([name]) => name === id)![1].Properties;
    expect(properties('ApiLambdaFunction')).toMatchObject({
      FunctionName: 'acme-api',
      Environment: { Variables: { INSTALLATION: 'acme', TABLE: 'acme', GRANTS: grants } },
    });
    expect(properties('ApiLogGroup')).toMatchObject({ RetentionInDays: 7 });
    const [, table] = resources.find(([, { Properties }]) => Properties.TableName !== undefined)!;
    expect(table).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { TableName: 'acme', DeletionProtectionEnabled: false },
    });
    expect(resources.map(([name]) => name).join()).not.toContain('Portfolio');
    expect(readFileSync(join(checkout, '.serverless/serverless-state.json'), 'utf8')).toContain('eu-central-1');
  });

  it.each([
    [
      '--param=instalation=acme',
      `unknown parameter "instalation": use one of ${Object.keys(serviceParameters).join(', ')}`,
    ],
    ['--param=acme', 'parameter "acme" has no value: write --param "name=value"'],
    ['--bucket=acme', "unknown option '--bucket=acme'"],
    ['acme', 'too many arguments. Expected 0 arguments but got 1.'],
  ])('refuses %s before it writes anything', (word, sentence) => {
    expect(packageWith(word)).toEqual({ status: 2, stderr: `error: ${sentence}\n` });
  });
});

describe('assertParameter', () => {
  it.each(['installation=acme-2', 'awaitSeconds=60', 'logDays=3653', 'tableProtection=false', 'grants='])(
    'accepts %s',
    (word) => expect(() => assertParameter(word)).not.toThrow(),
  );

  it.each([
    [
      'installation=Acme Corp',
      'parameter installation is "Acme Corp": use at most 11 lower-case letters, digits and single hyphens',
    ],
    ['logDays=2', /^parameter logDays is "2": use one of 1, 3, 5, /],
    ['awaitSeconds=0', 'parameter awaitSeconds is "0": use a number from 1 to 3600'],
    ['tableProtection=perhaps', 'parameter tableProtection is "perhaps": use one of true, false'],
    ['serviceCatalog=', 'parameter serviceCatalog is "": use one of on, off'],
    ['grants=[{"role": "admin"}]', /^parameter grants is "\[{"role": "admin"}\]": use a JSON list such as /],
  ])('refuses %s', (word, message) => {
    expect(() => assertParameter(word)).toThrow(message);
  });

  it('knows the parameters of serverless.yml and no others', () => {
    const { params } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' });
    expect(Object.keys(serviceParameters).sort()).toEqual(Object.keys(params.default).sort());
  });
});
