import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import { cfnLintExceptionsAreNeeded } from './conformance/cfn-lint-exceptions.ts';
import { checkovFindsNothing } from './conformance/checkov.ts';
import { ownRulesHold } from './conformance/own-rules.ts';
import { checkov, makeVirtualEnvironment, ran, toolOf, tools } from './conformance/virtual-environment.ts';

/**
 * Third-party checks: tools and emulators of other projects check what Plinth ships. Python's part lives in virtual
 * environments of its own, made from pinned requirements.
 */
const PACKAGED_TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** What the last run did, and what stands in the documentation. */
const MINISTACK_RUN = 'dist/conformance/ministack.md';
const MINISTACK_PAGE = 'docs/reference/ministack.md';

interface PackagedTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: { Definition?: object } }>
  >;
}

const cfnLint = (...words: readonly string[]) => ran(toolOf(tools, 'cfn-lint'), words);
const pytest = (...words: readonly string[]) => {
  return ran(toolOf(tools, 'python'), ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...words]);
};

function main(): number {
  const checks: readonly [name: string, run: () => boolean][] = [
    ['a virtual environment with the pinned tools', () => makeVirtualEnvironment(tools)],
    ['a virtual environment with checkov', () => makeVirtualEnvironment(checkov)],
    ['the service is packaged', () => ran(process.execPath, ['scripts/package.ts'])],
    ['asl-validator finds nothing in any machine', machinesAreValid],
    ['our own rules find nothing in any template', () => ownRulesHold()],
    ['cfn-lint finds nothing in any template', () => cfnLint('-c', 'I', '--', ...globSync('templates/*/*.yaml'))],
    ['every exception to cfn-lint is needed', cfnLintExceptionsAreNeeded],
    ['cfn-lint finds nothing in the packaged template', () => cfnLint('--', PACKAGED_TEMPLATE)],
    ['checkov finds nothing in any template', checkovFindsNothing],
    ['the emulators', () => pytest('test/conformance')],
    ['the page about MiniStack says what ran in it', pageIsCurrent],
  ];
  mkdirSync('dist', { recursive: true });
  const failed = checks.filter(([name, run]) => {
    process.stdout.write(`\n# ${name}\n`);
    const passed = run();
    process.stdout.write(passed ? 'passed\n' : `FAILED: ${name}\n`);
    return !passed;
  });
  process.stdout.write(`\nconformance: ${checks.length - failed.length} passed, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
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

function pageIsCurrent(): boolean {
  if (existsSync(MINISTACK_RUN) && readFileSync(MINISTACK_RUN, 'utf8') === readFileSync(MINISTACK_PAGE, 'utf8'))
    return true;
  process.stdout.write(`stale; look at the difference, and then: cp ${MINISTACK_RUN} ${MINISTACK_PAGE}\n`);
  return false;
}

process.exitCode = main();
