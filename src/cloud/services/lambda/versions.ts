import type {
  FunctionConfiguration,
  ListVersionsByFunctionCommandInput,
  PublishVersionCommandInput,
} from '@aws-sdk/client-lambda';
import type { Call } from '../../kernel/service.ts';
import { findFunction } from './find-function.ts';
import { functionConfiguration } from './function-configuration.ts';
import { invalidParameter } from './lambda-errors.ts';
import type { FunctionVersion, LambdaFunction } from './lambda-store.ts';
import { markerPage } from './marker-page.ts';

export function publishVersion(input: PublishVersionCommandInput, call: Call): FunctionConfiguration {
  const fn = findFunction(call, input.FunctionName);
  if (input.CodeSha256 !== undefined && input.CodeSha256 !== fn.latest.code.sha256) {
    throw invalidParameter(
      `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${fn.latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const version = publish(call, fn, input.Description);
  return functionConfiguration(fn, version, version.arn);
}

export function listVersionsByFunction(input: ListVersionsByFunctionCommandInput, call: Call): object {
  const fn = findFunction(call, input.FunctionName);
  const all = [fn.latest, ...fn.versions.values()].map((version) => functionConfiguration(fn, version, version.arn));
  return markerPage('Versions', all, input);
}

/** Publishes `$LATEST` as the next version. Without a change since the last version, answers that one. */
export function publish(call: Call, fn: LambdaFunction, description: string | undefined): FunctionVersion {
  const last = fn.versions.get(String(fn.lastVersion));
  const settings = description === undefined ? fn.latest.settings : { ...fn.latest.settings, Description: description };
  const isUnchanged = last?.code === fn.latest.code && JSON.stringify(last.settings) === JSON.stringify(settings);
  if (last !== undefined && isUnchanged) return last;
  fn.lastVersion++;
  const version: FunctionVersion = {
    version: String(fn.lastVersion),
    arn: `${fn.arn}:${fn.lastVersion}`,
    settings,
    code: fn.latest.code,
    lastModifiedMs: Math.floor(call.kernel.clock.now()),
    revisionId: call.kernel.random.uuid(),
  };
  fn.versions.set(version.version, version);
  return version;
}
