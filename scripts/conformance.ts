import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import { cfnLintExceptionsAreNeeded } from './conformance/cfn-lint-exceptions.ts';
import { checkovFindsNothing } from './conformance/checkov.ts';
import { ownRulesHold } from './conformance/own-rules.ts';
import { checkov, makeVirtualEnvironment, ran, startBeside, toolOf, tools } from './conformance/virtual-environment.ts';

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

type Check = readonly [name: string, run: () => boolean | Promise<boolean>];

const cfnLint = (...words: readonly string[]) => ran(toolOf(tools, 'cfn-lint'), words);
const PACKAGE: readonly Check[] = [
  ['virtual environments with the pinned tools, and with checkov', virtualEnvironmentsAreMade],
  ['the service is packaged', () => ran(process.execPath, ['scripts/package.ts'])],
  ['asl-validator finds nothing in any machine', machinesAreValid],
  ['cfn-lint finds nothing in the packaged template', () => cfnLint('--', PACKAGED_TEMPLATE)],
];
const TEMPLATES: readonly Check[] = [
  ['our own rules find nothing in any template', () => ownRulesHold()],
  ['cfn-lint finds nothing in any template', () => cfnLint('-c', 'I', '--', ...globSync('templates/*/*.yaml'))],
  ['every exception to cfn-lint is needed', cfnLintExceptionsAreNeeded],
  ['checkov finds nothing in any template', checkovFindsNothing],
];

/** The emulators mostly wait, so templates are judged beside them; what they package anew is judged before they start. */
async function main(): Promise<number> {
  mkdirSync('dist/conformance', { recursive: true });
  const failedPackage = await failing(PACKAGE);
  const words = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test/conformance'];
  const emulatorsPass = startBeside(toolOf(tools, 'python'), words, 'dist/conformance/emulators.log');
  const emulators: readonly Check[] = [
    ['the emulators', emulatorsPass],
    ['the page about MiniStack says what ran in it', pageIsCurrent],
  ];
  const failed = [...failedPackage, ...(await failing(TEMPLATES)), ...(await failing(emulators))];
  const count = PACKAGE.length + TEMPLATES.length + emulators.length;
  process.stdout.write(`\nconformance: ${count - failed.length} passed, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Runs the checks in turn, printed. Answers the names of those that failed. */
async function failing(checks: readonly Check[]): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const [name, run] of checks) {
    process.stdout.write(`\n# ${name}\n`);
    const passed = await passes(run);
    process.stdout.write(passed ? 'passed\n' : `FAILED: ${name}\n`);
    if (!passed) failed.push(name);
  }
  return failed;
}

/** A check that throws has failed, and must not end this program while the emulators run beside it. */
async function passes(run: Check[1]): Promise<boolean> {
  try {
    return await run();
  } catch (error) {
    process.stdout.write(`${String(error)}\n`);
    return false;
  }
}

async function virtualEnvironmentsAreMade(): Promise<boolean> {
  const made = await Promise.all([tools, checkov].map(makeVirtualEnvironment));
  return made.every(Boolean);
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

process.exitCode = await main();
