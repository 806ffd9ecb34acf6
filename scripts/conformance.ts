import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import aslValidator from 'asl-validator';

/**
 * Third-party checks: tools and emulators that nobody here wrote judge what Plinth ships. Python's part lives in a
 * virtual environment of its own, made from pinned requirements.
 */
const REQUIREMENTS = 'test/conformance/requirements.txt';
const VENV = '.venv-conformance';
const PACKAGED_TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

interface PackagedTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: { Definition?: object } }>
  >;
}

function main(): number {
  const checks: readonly [name: string, run: () => boolean][] = [
    ['a virtual environment with the pinned tools', makeVenv],
    ['the service is packaged', () => ran(process.execPath, ['scripts/package.ts'])],
    ['asl-validator finds nothing in any machine', machinesAreValid],
    [
      'cfn-lint finds nothing in any template',
      () => ran(tool('cfn-lint'), ['-c', 'I', '--', ...globSync('templates/*/*.yaml')]),
    ],
    ['cfn-lint finds nothing in the packaged template', () => ran(tool('cfn-lint'), ['--', PACKAGED_TEMPLATE])],
    ['the emulators', () => ran(tool('python'), ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test/conformance'])],
  ];
  const failed = checks.filter(([name, run]) => {
    process.stdout.write(`\n# ${name}\n`);
    const passed = run();
    process.stdout.write(passed ? 'passed\n' : `FAILED: ${name}\n`);
    return !passed;
  });
  process.stdout.write(`\nconformance: ${checks.length - failed.length} passed, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Made once, and again whenever the requirements change. */
function makeVenv(): boolean {
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  const stamp = join(VENV, 'requirements.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  const made =
    ran('python3', ['-m', 'venv', '--clear', VENV]) &&
    ran(tool('pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  if (made) writeFileSync(stamp, wanted);
  return made;
}

/** As they are deployed: what osls fills in is in them. */
function machinesAreValid(): boolean {
  const { Resources } = JSON.parse(readFileSync(PACKAGED_TEMPLATE, 'utf8')) as PackagedTemplate;
  const machines = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::StepFunctions::StateMachine');
  const findings = machines.flatMap(([name, { Properties }]) => {
    const { errors } = aslValidator(Properties?.Definition ?? {});
    return errors.map((error) => `${name}: ${JSON.stringify(error)}`);
  });
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  return machines.length > 0 && findings.length === 0;
}

function tool(name: string): string {
  return join(VENV, 'bin', name);
}

function ran(command: string, words: readonly string[]): boolean {
  mkdirSync('dist', { recursive: true });
  return spawnSync(command, words, { stdio: 'inherit' }).status === 0;
}

process.exitCode = main();
