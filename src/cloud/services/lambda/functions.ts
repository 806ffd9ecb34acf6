import type {
  CreateFunctionCommandInput,
  DeleteFunctionCommandInput,
  FunctionConfiguration,
  GetFunctionCommandInput,
  GetFunctionCommandOutput,
  ListFunctionsCommandInput,
  UpdateFunctionCodeCommandInput,
  UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { type CodePackage, codePackage } from './code-package.ts';
import { findFunction, findVersion, functionReference } from './find-function.ts';
import { functionConfiguration } from './function-configuration.ts';
import { functionSettings } from './function-settings.ts';
import { conflict } from './lambda-errors.ts';
import { type FunctionSettings, type FunctionVersion, type LambdaFunction, lambdaStore } from './lambda-store.ts';
import { markerPage } from './marker-page.ts';
import { dropWarm } from './sandbox-pool.ts';
import { publish } from './versions.ts';

export async function createFunction(input: CreateFunctionCommandInput, call: Call): Promise<FunctionConfiguration> {
  const { functions } = lambdaStore(call.kernel, call);
  const { name } = functionReference(input.FunctionName, call);
  if (functions.has(name)) throw conflict(`Function already exist: ${name}`);
  const { Code, ...rest } = input;
  const settings = functionSettings(rest);
  const code = await codePackage(Code, call);
  const arn = `arn:aws:lambda:${call.region}:${call.account}:function:${name}`;
  const fn: LambdaFunction = {
    name,
    arn,
    accountRegion: { account: call.account, region: call.region },
    latest: latestVersion(call, { arn, settings, code }),
    versions: new Map(),
    lastVersion: 0,
    aliases: new Map(),
    policies: new Map(),
    tags: new Map(Object.entries(input.Tags ?? {})),
    eventInvokeConfigs: new Map(),
    running: 0,
    statistics: { invocations: 0, coldStarts: 0, errors: 0, throttles: 0, gigabyteSeconds: 0 },
  };
  functions.set(name, fn);
  return published(call, fn, input.Publish);
}

export async function updateFunctionCode(
  input: UpdateFunctionCodeCommandInput,
  call: Call,
): Promise<FunctionConfiguration> {
  const fn = findFunction(call, input.FunctionName);
  checkRevision(fn, input.RevisionId);
  const code = await codePackage(input, call);
  if (input.DryRun === true) return functionConfiguration(fn, fn.latest, fn.arn);
  const { settings } = fn.latest;
  const { Architectures = settings.Architectures } = input;
  replaceLatest(call, fn, { settings: { ...settings, Architectures }, code });
  return published(call, fn, input.Publish);
}

export function updateFunctionConfiguration(
  input: UpdateFunctionConfigurationCommandInput,
  call: Call,
): FunctionConfiguration {
  const fn = findFunction(call, input.FunctionName);
  checkRevision(fn, input.RevisionId);
  const { RevisionId: _revision, ...rest } = input;
  replaceLatest(call, fn, { settings: functionSettings(rest, fn.latest.settings), code: fn.latest.code });
  return functionConfiguration(fn, fn.latest, fn.arn);
}

/** Replaces the settings or code of `$LATEST`; its sandboxes are discarded. */
export function replaceLatest(
  call: Call,
  fn: LambdaFunction,
  { settings, code }: { settings: FunctionSettings; code: CodePackage },
): void {
  dropWarm(fn.latest);
  fn.latest = latestVersion(call, { arn: fn.arn, settings, code });
}

export function deleteFunction(input: DeleteFunctionCommandInput, call: Call): object {
  const { fn, version, qualifier } = findVersion(call, input.FunctionName, input.Qualifier);
  if (qualifier === undefined) {
    for (const gone of [fn.latest, ...fn.versions.values()]) dropWarm(gone);
    lambdaStore(call.kernel, fn.accountRegion).functions.delete(fn.name);
    return {};
  }
  if (qualifier === '$LATEST') {
    throw new AwsError(
      'InvalidParameterValueException',
      '$LATEST version cannot be deleted without deleting the function.',
    );
  }
  const alias = [...fn.aliases.values()].find(({ FunctionVersion }) => FunctionVersion === version.version);
  if (alias !== undefined) {
    throw conflict(`Version was unable to be deleted because the following aliases reference it: [${alias.Name}]`);
  }
  dropWarm(version);
  fn.versions.delete(version.version);
  return {};
}

export function getFunction(input: GetFunctionCommandInput, call: Call): Partial<GetFunctionCommandOutput> {
  const { fn, version, arn } = findVersion(call, input.FunctionName, input.Qualifier);
  const host = `awslambda-${call.region}-tasks.s3.${call.region}.amazonaws.com`;
  return {
    Configuration: functionConfiguration(fn, version, arn),
    Code: {
      RepositoryType: 'S3',
      Location: `https://${host}/snapshots/${call.account}/${fn.name}-${version.revisionId}`,
    },
    ...(fn.tags.size === 0 ? {} : { Tags: Object.fromEntries(fn.tags) }),
    ...(fn.reservedConcurrency === undefined
      ? {}
      : { Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency } }),
  };
}

export function getFunctionConfiguration(input: GetFunctionCommandInput, call: Call): FunctionConfiguration {
  const { fn, version, arn } = findVersion(call, input.FunctionName, input.Qualifier);
  return functionConfiguration(fn, version, arn);
}

export function listFunctions(input: ListFunctionsCommandInput, call: Call): object {
  const functions = [...lambdaStore(call.kernel, call).functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const all = functions.flatMap((fn) => {
    const latest = functionConfiguration(fn, fn.latest, fn.arn);
    if (input.FunctionVersion !== 'ALL') return [latest];
    return [latest, ...[...fn.versions.values()].map((version) => functionConfiguration(fn, version, version.arn))];
  });
  return markerPage('Functions', all, input);
}

function latestVersion(
  call: Call,
  { arn, settings, code }: { arn: string; settings: FunctionSettings; code: CodePackage },
): FunctionVersion {
  return {
    version: '$LATEST',
    arn: `${arn}:$LATEST`,
    settings,
    code,
    lastModifiedMs: Math.floor(call.kernel.clock.now()),
    revisionId: call.kernel.random.uuid(),
  };
}

function checkRevision(fn: LambdaFunction, revisionId: string | undefined): void {
  if (revisionId === undefined || revisionId === fn.latest.revisionId) return;
  throw new AwsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    412,
  );
}

function published(call: Call, fn: LambdaFunction, wanted: boolean | undefined): FunctionConfiguration {
  if (wanted !== true) return functionConfiguration(fn, fn.latest, fn.arn);
  const version = publish(call, fn, undefined);
  return functionConfiguration(fn, version, version.arn);
}
