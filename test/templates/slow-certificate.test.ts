import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { parseTemplate } from '../../src/core/catalogue/parse-template.ts';

interface WithFunction {
  readonly Resources: { readonly Function: { readonly Properties: { readonly Code: { readonly ZipFile: string } } } };
}

/** An SDK whose every command answers a certificate that was requested long ago and is still not issued. */
function sdkWhere(ValidationStatus: string): object {
  const Certificate = {
    Status: 'PENDING_VALIDATION',
    CreatedAt: new Date(0),
    DomainValidationOptions: [{ ValidationStatus, ResourceRecord: { Name: '_a.', Type: 'CNAME', Value: '_b.' } }],
  };
  const client = { send: async () => ({ CertificateArn: 'arn', Certificate }) };
  return new Proxy(
    { paginateListCertificates: () => [] },
    {
      get: (own, name) =>
        Reflect.get(own, name) ??
        class {
          send = client.send;
        },
    },
  );
}

/** What a template's function answers to CloudFormation when ACM takes too long. */
async function reasonOf(path: string, ValidationStatus: string): Promise<string> {
  const template = parseTemplate(readFileSync(path, 'utf8')) as unknown as WithFunction;
  const answers: { readonly Status: string; readonly Reason: string }[] = [];
  const module = { exports: {} as { handler?: (event: object) => Promise<void> } };
  new Script(template.Resources.Function.Properties.Code.ZipFile).runInNewContext({
    exports: module.exports,
    require: (name: string) => (name === 'node:crypto' ? process.getBuiltinModule(name) : sdkWhere(ValidationStatus)),
    setTimeout: (then: () => void) => queueMicrotask(then),
    fetch: async (_url: string, { body }: { body: Buffer }) => answers.push(JSON.parse(body.toString())),
    console: { error: () => undefined },
    Buffer,
  });
  const ResourceProperties = { Name: 'dev.example.com', ZoneId: 'Z1', Installation: 'plinth' };
  await module.exports.handler?.({ RequestType: 'Create', ResourceType: 'Custom::Certificate', ResourceProperties });
  expect(answers).toMatchObject([{ Status: 'FAILED' }]);
  return answers[0]?.Reason ?? '';
}

test.each([
  ['templates/environment/domain.yaml', 'PENDING_VALIDATION', 'check that dev.example.com is delegated'],
  ['templates/environment/domain.yaml', 'SUCCESS', 'ACM has found the records and is slow; ask again'],
  ['templates/base/certificate.yaml', 'PENDING_VALIDATION', "enter the zone's name servers at the registrar"],
  ['templates/base/certificate.yaml', 'SUCCESS', 'ACM has found the records and is slow; ask again'],
])('%s says of a certificate not issued, whose validation is %s: %s', async (path, status, said) => {
  expect(await reasonOf(path, status)).toContain(said);
});
