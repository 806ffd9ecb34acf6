import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';
import { notFound } from './lambda-errors.ts';
import { type FunctionVersion, type LambdaFunction, lambdaStore } from './lambda-store.ts';

const NAME =
  /^(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):(\d{12}):function:|(?:(\d{12}):)?function:)?([a-zA-Z0-9_-]{1,64})(?::(\$LATEST|[a-zA-Z0-9_-]+))?$/;

export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
  readonly accountRegion: AccountRegion;
}

/** Reads a function name, a partial ARN or an ARN, each with or without a qualifier. Throws `ValidationException`. */
export function functionReference(name: string | undefined, accountRegion: AccountRegion): FunctionReference {
  const match = NAME.exec(name ?? '') ?? /^(?:)()()(\d{12}):([a-zA-Z0-9_-]{1,64})()$/.exec(name ?? '');
  if (match === null) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
    );
  }
  const [, region, arnAccount, partialAccount, functionName, qualifier] = match;
  return {
    name: functionName!,
    qualifier: qualifier || undefined,
    accountRegion: {
      account: arnAccount || partialAccount || accountRegion.account,
      region: region || accountRegion.region,
    },
  };
}

/** Throws `ResourceNotFoundException`. */
export function findFunction(call: Call, name: string | undefined): LambdaFunction {
  const { name: functionName, accountRegion } = functionReference(name, call);
  return functionIn(call.kernel, accountRegion, functionName);
}

export interface QualifiedFunction {
  readonly fn: LambdaFunction;
  readonly version: FunctionVersion;
  readonly qualifier: string | undefined;
  /** The function's ARN with the requested qualifier. */
  readonly arn: string;
}

/** A function in one version: by `Qualifier`, by the qualifier in the name, else `$LATEST`. */
export function findVersion(
  call: Pick<Call, 'kernel' | 'account' | 'region'>,
  name: string | undefined,
  wanted?: string | undefined,
): QualifiedFunction {
  const reference = functionReference(name, call);
  const fn = functionIn(call.kernel, reference.accountRegion, reference.name);
  const qualifier = wanted ?? reference.qualifier;
  if (qualifier === undefined) return { fn, version: fn.latest, qualifier, arn: fn.arn };
  const arn = `${fn.arn}:${qualifier}`;
  const version = versionOf(call.kernel, fn, qualifier);
  if (version === undefined) throw notFound(`Function not found: ${arn}`);
  return { fn, version, qualifier, arn };
}

function functionIn(kernel: Kernel, accountRegion: AccountRegion, name: string): LambdaFunction {
  const fn = lambdaStore(kernel, accountRegion).functions.get(name);
  if (fn === undefined) {
    throw notFound(
      `Function not found: arn:aws:lambda:${accountRegion.region}:${accountRegion.account}:function:${name}`,
    );
  }
  return fn;
}

function versionOf(kernel: Kernel, fn: LambdaFunction, qualifier: string): FunctionVersion | undefined {
  if (qualifier === '$LATEST') return fn.latest;
  const alias = fn.aliases.get(qualifier);
  if (alias === undefined) return fn.versions.get(qualifier);
  let draw = kernel.random.next();
  for (const [version, weight] of Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {})) {
    if (draw < weight) return fn.versions.get(version);
    draw -= weight;
  }
  return alias.FunctionVersion === '$LATEST' ? fn.latest : fn.versions.get(alias.FunctionVersion);
}
