import { createHash } from 'node:crypto';
import { PlinthError } from '../errors.ts';
import { fieldErrors, jsonPointer } from '../field-errors.ts';
import { own } from '../own.ts';
import type { Component, ComponentParameter } from './component.ts';
import { contractBreaches } from './contract-breaches.ts';
import { danglingReferences } from './dangling-references.ts';
import { costParameters } from './monthly-cost.ts';
import { parameterValue } from './parameter-value.ts';
import { isRecord, parseTemplate } from './parse-template.ts';
import { providedOutputs } from './provides.ts';
import { type PlinthMetadata, TemplateContract, type TemplateParameter } from './template-contract.ts';
import { resourceType, templateResources } from './template-resources.ts';

/** CloudFormation's limit for an inline template. */
export const templateBytesMax = 51_200;

/**
 * Reads a YAML or JSON template and its metadata. The body that is sent is compact JSON, so that it and its hash change only
 * when the template's content does. Throws InvalidRequest with the file and each place where the contract is broken.
 */
export function parseComponent(file: string, text: string): Component {
  assertTemplateLength(file, text);
  const template = parseTemplate(text, file);
  const parsed = TemplateContract.safeParse(template);
  if (!parsed.success) throw brokenContract(file, fieldErrors(parsed.error));
  const templateBody = JSON.stringify(template);
  assertTemplateLength(file, templateBody);
  const { Parameters, Outputs, Resources } = parsed.data;
  const { Plinth } = parsed.data.Metadata;
  assertKnownNames(file, parsed.data);
  assertMatches(file, template, parsed.data);
  return {
    name: Plinth.Component,
    layer: Plinth.Layer,
    summary: Plinth.Summary,
    requires: Plinth.Requires,
    optional: Plinth.Optional,
    data: Plinth.Data,
    standard: Plinth.Standard ?? Plinth.Data,
    ...(Plinth.Provides && { provides: Plinth.Provides }),
    substituteFor: Plinth.SubstituteFor,
    ...(Plinth.Fixed.length > 0 && { fixed: Plinth.Fixed }),
    ...(Plinth.NeverDecreases.length > 0 && { neverDecreases: Plinth.NeverDecreases }),
    ...(Plinth.SameAccountAndRegion.length > 0 && { sameAccountAndRegion: Plinth.SameAccountAndRegion }),
    ...(Object.keys(Plinth.AtLeast).length > 0 && { atLeast: Plinth.AtLeast }),
    ...(Plinth.MonthlyCost && { monthlyCost: Plinth.MonthlyCost }),
    replaces: Plinth.Replaces,
    parameters: Object.entries(Parameters).map(([name, parameter]) => componentParameter(name, parameter, Plinth)),
    outputs: Object.fromEntries(Object.entries(Outputs).map(([name, output]) => [name, output.Description])),
    echoes: echoes(parsed.data),
    descriptions: Object.fromEntries(
      [...templateResources(Resources)].map(([id, resource]) => [id, wordsFor(id, resource)]),
    ),
    templateBody,
    templateHash: createHash('sha256').update(templateBody).digest('hex'),
  };
}

function assertTemplateLength(file: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= templateBytesMax) return;
  throw new PlinthError(
    'InvalidRequest',
    `template ${file} has ${bytes} bytes, but CloudFormation accepts at most ${templateBytesMax} inline; split it in two`,
  );
}

function brokenContract(file: string, fields: readonly { pointer: string; message: string }[]): PlinthError {
  const paths = fields.map((field) => `${field.pointer}: ${field.message}`).join('; ');
  return new PlinthError('InvalidRequest', `template ${file} breaks the contract: ${paths}`, { fields });
}

/** The template's metadata may only name outputs and parameters that the template has. */
function assertKnownNames(file: string, { Metadata: { Plinth }, Parameters, Outputs }: TemplateContract): void {
  const check = (names: readonly string[], known: object, [pointer, kind]: readonly [string, string]) => {
    return names
      .filter((name) => !Object.hasOwn(known, name))
      .map((name) => ({ pointer: `/Metadata/Plinth/${pointer}`, message: `the template has no ${kind} ${name}` }));
  };
  const fields = [
    ...check(Plinth.Provides ? providedOutputs(Plinth.Provides) : [], Outputs, ['Provides', 'output']),
    ...check(Object.values(Plinth.SubstituteFor), Parameters, ['SubstituteFor', 'parameter']),
    ...check(Plinth.Fixed, Parameters, ['Fixed', 'parameter']),
    ...check(Plinth.NeverDecreases, Parameters, ['NeverDecreases', 'parameter']),
    ...check(Plinth.SameAccountAndRegion, Parameters, ['SameAccountAndRegion', 'parameter']),
    ...check(Object.keys(Plinth.MultiplesOf), Parameters, ['MultiplesOf', 'parameter']),
    ...check(comparedParameters(Plinth.AtLeast), Parameters, ['AtLeast', 'parameter']),
    ...check(costParameters(Plinth.MonthlyCost ?? []), Parameters, ['MonthlyCost', 'parameter']),
  ];
  if (fields.length > 0) throw brokenContract(file, fields);
}

function comparedParameters(atLeast: PlinthMetadata['AtLeast']): readonly string[] {
  return Object.entries(atLeast).flatMap(([name, { Parameter }]) => [name, Parameter]);
}

/** What CloudFormation would refuse later, in a request whose caller cannot change the template. */
function assertMatches(file: string, template: Record<string, unknown>, contract: TemplateContract): void {
  const {
    Metadata: { Plinth },
    Parameters,
    Resources,
  } = contract;
  const untyped = [...templateResources(Resources)].filter(([, resource]) => resourceType(resource) === undefined);
  const fields = [
    ...untyped.map(([id]) => ({
      pointer: jsonPointer(['Resources', id, 'Type']),
      message: 'set a resource type, such as AWS::SQS::Queue',
    })),
    ...Object.entries(Parameters).flatMap(([name, parameter]) => parameterMisfits(name, parameter, Plinth)),
    ...danglingReferences(template).map(({ path, name }) => ({
      pointer: jsonPointer(path),
      message: `the template has no parameter or resource ${name}`,
    })),
    ...contractBreaches(template, contract),
  ];
  if (fields.length > 0) throw brokenContract(file, fields);
}

function parameterMisfits(
  name: string,
  declared: TemplateParameter,
  metadata: PlinthMetadata,
): { pointer: string; message: string }[] {
  const { MinValue = -Infinity, MaxValue = Infinity, Default } = declared;
  const pointer = (part: string) => jsonPointer(['Parameters', name, part]);
  if (MinValue > MaxValue) return [{ pointer: pointer('MinValue'), message: 'is greater than MaxValue' }];
  if (Default === undefined) return [];
  const read = parameterValue(componentParameter(name, declared, metadata), Default);
  return read.ok ? [] : [{ pointer: pointer('Default'), message: read.problem }];
}

function componentParameter(
  name: string,
  parameter: TemplateParameter,
  { MultiplesOf }: PlinthMetadata,
): ComponentParameter {
  const step = own(MultiplesOf, name);
  return {
    name,
    type: parameter.Type,
    description: parameter.Description,
    noEcho: parameter.NoEcho,
    ...(parameter.Default !== undefined && { default: parameter.Default }),
    ...(parameter.AllowedValues !== undefined && { allowedValues: parameter.AllowedValues }),
    ...(parameter.AllowedPattern !== undefined && { allowedPattern: parameter.AllowedPattern }),
    ...(parameter.ConstraintDescription !== undefined && { constraintDescription: parameter.ConstraintDescription }),
    ...(parameter.MinLength !== undefined && { minLength: parameter.MinLength }),
    ...(parameter.MaxLength !== undefined && { maxLength: parameter.MaxLength }),
    ...(parameter.MinValue !== undefined && { minValue: parameter.MinValue }),
    ...(parameter.MaxValue !== undefined && { maxValue: parameter.MaxValue }),
    ...(step !== undefined && { step }),
  };
}

function echoes({ Parameters, Outputs }: TemplateContract): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Outputs).flatMap(([name, { Value }]) => {
      const referred = isRecord(Value) ? Value.Ref : undefined;
      return typeof referred === 'string' && Object.hasOwn(Parameters, referred) ? [[name, referred]] : [];
    }),
  );
}

/** A resource's description may be a `Fn::Sub`, whose text is used. */
function wordsFor(logicalId: string, resource: unknown): string {
  const metadata = isRecord(resource) ? resource.Metadata : undefined;
  const words = isRecord(metadata) ? metadata['plinth:description'] : undefined;
  if (typeof words === 'string') return words;
  return isRecord(words) && typeof words['Fn::Sub'] === 'string' ? words['Fn::Sub'] : logicalId;
}
