import { readFileSync } from 'node:fs';
import { execSync } from 'node:child_process';
import { cloudUnderTest } from './test/cloud/cloudformation/cloud-under-test.ts';
const root = process.argv[2]!;
const files = execSync(`grep -rlE '"?Resources"?:' ${root} --include=*.yml --include=*.yaml --include=*.json --include=*.template`, {maxBuffer: 1e8}).toString().trim().split('\n').filter(f => !/package|node_modules|\.github/.test(f));
const tally: Record<string, string[]> = {};
let ok = 0;
const note = (k: string, f: string) => { (tally[k.slice(0, 260)] ??= []).push(f.replace(root, '')); };
let current = '';
const s3: any = { signingName: 's3', schemas: {}, operations: { GetObject: () => ({ Body: Buffer.from(current) }) } };
const lambda: any = { signingName: 'lambda', schemas: {}, operations: { Invoke: async (input: any, call: any) => { const e = JSON.parse(Buffer.from(input.Payload).toString()); await call.kernel.network.fetch({ method: 'PUT', url: e.ResponseURL, headers: {}, body: Buffer.from(JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: e.PhysicalResourceId ?? 'custom-1', Data: new Proxy({}, {}) })) }); return {}; } } };
const ssm: any = { signingName: 'ssm', schemas: {}, operations: { GetParameter: () => ({ Parameter: { Value: 'ami-12345678' } }) } };
const sm: any = { signingName: 'secretsmanager', schemas: {}, operations: { GetSecretValue: () => ({ SecretString: '{"username":"a","password":"b"}' }) } };
const all = await import('./src/cloud/services/index.ts');
const withAll = process.argv[3] === 'all';
const stubs = [s3, ...(withAll ? [] : [lambda]), ssm, sm];
const extra = withAll ? [...all.SERVICES.filter((x: any) => !stubs.some((y) => y.signingName === x.signingName) && x.signingName !== 'cloudformation'), ...stubs] : stubs;
const cloud = cloudUnderTest(extra, withAll ? all.RESOURCE_TYPES : []);
let exported = 0;
const defaults = (type: string, d: any): string => {
  if (d.AllowedValues) return String(d.AllowedValues[0]);
  if (/Number/.test(type)) return String(d.MinValue ?? 1);
  if (/Subnet/.test(type)) return 'subnet-aaaa1111,subnet-bbbb2222';
  if (/VPC/.test(type)) return 'vpc-12345678';
  if (d.AllowedPattern) return d.AllowedPattern.includes('9') && /\\\.|\/|\./.test(d.AllowedPattern) ? '10.0.0.0/16' : 'a'.repeat(Number(d.MinLength ?? 8));
  return 'x'.repeat(Math.max(8, Number(d.MinLength ?? 0)));
};
for (const [i, f] of files.entries()) {
  let body = readFileSync(f, 'utf8');
  if (/copilot/.test(root)) body = body.replace(/(Type: AWS::Lambda::Function\n(?:\s*\n|\s+(?!Properties).*\n)*?(\s+)Properties:\n)/g, (m, a, sp) => a + sp + '  ' + 'Code: {ZipFile: x}\n').replace(/Value: *$/gm, "Value: ''");
  if (/AWS::Serverless|AWS::Include|Fn::Transform|Macro/.test(body)) { note('transform skipped', f); continue; }
  const name = `s${i}`;
  try {
    let params: any[] = [];
    const { parseTemplate } = await import('./src/cloud/services/cloudformation/template/parse-template.ts');
    const t = parseTemplate(body);
    params = Object.entries(t.parameters).filter(([, d]: any) => d.Default === undefined).map(([k, d]: any) => ({ ParameterKey: k, ParameterValue: defaults(d.Type, d) }));
    current = body;
    let s: any;
    for (let tries = 0; tries < 30; tries++) {
      const source: any = body.length > 51200 ? { TemplateBody: undefined, TemplateURL: 'https://b.s3.amazonaws.com/t.yaml' } : {};
      s = await cloud.create(name + 'x' + tries, body, { Parameters: params, Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'], ...source });
      const missing = /No export named (\S+) found/.exec(s.StackStatusReason ?? '') ?? /No export named (\S+) found/.exec((await cloud.rawEvents(s.StackId!)).map((e) => e.ResourceStatusReason ?? '').join(' '));
      if (missing === null) break;
      await cloud.create(`e${exported++}`, { Resources: { A: { Type: 'AWS::SNS::Topic' } }, Outputs: { O: { Value: /Subnets|RouteTables|AZs/.test(missing[1]!) ? 'a,b' : /Cidr/.test(missing[1]!) ? '10.0.0.0/16' : 'arn:aws:x:y:z:1:2:3:4:5', Export: { Name: missing[1] } } } });
    }
    if (s.StackStatus !== 'CREATE_COMPLETE') {
      const ev = await cloud.rawEvents(s.StackId!);
      const bad = ev.find(e => /FAILED/.test(e.ResourceStatus!) ) ?? ev.find(e => /ROLLBACK/.test(e.ResourceStatus!));
      note(`${bad?.ResourceType}: ${bad?.ResourceStatusReason}`, f);
    } else ok++;
    if (!['DELETE_COMPLETE'].includes(s.StackStatus!)) { if (s.EnableTerminationProtection) await cloud.call('UpdateTerminationProtection',{StackName:s.StackId,EnableTerminationProtection:false}); const d = await cloud.remove(s.StackId!); if (d.StackStatus !== 'DELETE_COMPLETE') note('DELETE ' + d.StackStatusReason, f); }
  } catch (e: any) { note(`${e.code ?? 'CRASH ' + e.stack?.split('\n').slice(0,3).join('|')}: ${e.message}`, f); try { await cloud.remove(name);} catch {} }
}
console.log('ok', ok, 'of', files.length);
for (const [k, v] of Object.entries(tally).sort((a, b) => b[1].length - a[1].length)) console.log(v.length, k.replace(/\n/g, ' / '), '\n      ', v.slice(0, 2).join('  '));
