import type {
  AliasConfiguration,
  CreateAliasCommandInput,
  DeleteAliasCommandInput,
  GetAliasCommandInput,
  ListAliasesCommandInput,
  UpdateAliasCommandInput,
} from '@aws-sdk/client-lambda';
import type { Call } from '../../kernel/service.ts';
import { findFunction } from './find-function.ts';
import { constraintViolated } from './function-settings.ts';
import { conflict, notFound } from './lambda-errors.ts';
import type { FunctionAlias, LambdaFunction } from './lambda-store.ts';
import { markerPage } from './marker-page.ts';

export function createAlias(input: CreateAliasCommandInput, call: Call): AliasConfiguration {
  const fn = findFunction(call, input.FunctionName);
  const Name = input.Name ?? '';
  if (!/^(?!^[0-9]+$)[a-zA-Z0-9_-]{1,128}$/.test(Name)) {
    throw constraintViolated(
      Name,
      'name',
      'Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)',
    );
  }
  const AliasArn = `${fn.arn}:${Name}`;
  if (fn.aliases.has(Name)) throw conflict(`Alias already exists: ${AliasArn}`);
  checkVersion(fn, input.FunctionVersion);
  const alias: FunctionAlias = {
    Name,
    AliasArn,
    FunctionVersion: input.FunctionVersion ?? '',
    Description: input.Description ?? '',
    ...(input.RoutingConfig === undefined ? {} : { RoutingConfig: input.RoutingConfig }),
    RevisionId: call.kernel.random.uuid(),
  };
  fn.aliases.set(Name, alias);
  return { ...alias };
}

export function updateAlias(input: UpdateAliasCommandInput, call: Call): AliasConfiguration {
  const fn = findFunction(call, input.FunctionName);
  const alias = findAlias(fn, input.Name);
  if (input.FunctionVersion !== undefined) {
    checkVersion(fn, input.FunctionVersion);
    alias.FunctionVersion = input.FunctionVersion;
  }
  if (input.Description !== undefined) alias.Description = input.Description;
  if (input.RoutingConfig !== undefined) alias.RoutingConfig = input.RoutingConfig;
  alias.RevisionId = call.kernel.random.uuid();
  return { ...alias };
}

export function getAlias(input: GetAliasCommandInput, call: Call): AliasConfiguration {
  return { ...findAlias(findFunction(call, input.FunctionName), input.Name) };
}

export function deleteAlias(input: DeleteAliasCommandInput, call: Call): object {
  findFunction(call, input.FunctionName).aliases.delete(input.Name ?? '');
  return {};
}

export function listAliases(input: ListAliasesCommandInput, call: Call): object {
  const all = [...findFunction(call, input.FunctionName).aliases.values()].filter(
    ({ FunctionVersion }) => input.FunctionVersion === undefined || FunctionVersion === input.FunctionVersion,
  );
  return markerPage('Aliases', all, input);
}

function findAlias(fn: LambdaFunction, name: string | undefined): FunctionAlias {
  const alias = fn.aliases.get(name ?? '');
  if (alias === undefined) throw notFound(`Cannot find alias arn: ${fn.arn}:${name}`);
  return alias;
}

function checkVersion(fn: LambdaFunction, version: string | undefined): void {
  if (version === '$LATEST' || fn.versions.has(version ?? '')) return;
  throw notFound(`Function not found: ${fn.arn}:${version}`);
}
