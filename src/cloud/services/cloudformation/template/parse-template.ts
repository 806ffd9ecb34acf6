import { notImplemented } from '../../../kernel/errors.ts';
import { isObject, type JsonObject } from '../../../kernel/json-object.ts';
import { expandLanguageExtensions } from './language-extensions.ts';
import { parseBody } from './parse-body.ts';
import type { Template } from './template.ts';
import { formatError } from './template-error.ts';

const SECTIONS = new Set([
  ...['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions'],
  ...['Transform', 'Resources', 'Outputs', 'Hooks'],
]);
const RESOURCE_KEYS = new Set([
  ...['Type', 'Properties', 'DependsOn', 'Condition', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'],
  ...['CreationPolicy', 'UpdatePolicy', 'Description', 'Version'],
]);
const OUTPUT_KEYS = new Set(['Value', 'Description', 'Condition', 'Export']);
const RESOURCES_MAX = 500;
const PARAMETERS_MAX = 200;
const OUTPUTS_MAX = 200;
const DESCRIPTION_BYTES_MAX = 1024;

/**
 * Reads a template body. `parameters` are needed where language extensions loop over a parameter's list; without
 * them such loops use the parameters' defaults.
 *
 * Throws `ValidationError` with CloudFormation's own words.
 */
export function parseTemplate(body: string, parameters: ReadonlyMap<string, string> = new Map()): Template {
  const parsed = parseBody(body);
  if (!isObject(parsed)) throw formatError('unsupported structure.');
  const transforms = transformsOf(parsed);
  const source = transforms.includes('AWS::LanguageExtensions') ? expandLanguageExtensions(parsed, parameters) : parsed;
  checkSections(source);
  const template: Template = {
    ...(source.Description === undefined ? {} : { description: String(source.Description) }),
    ...(source.Metadata === undefined ? {} : { metadata: source.Metadata }),
    ...(source.AWSTemplateFormatVersion === undefined ? {} : { version: String(source.AWSTemplateFormatVersion) }),
    transforms,
    processed: source,
    parameters: section(source, 'Parameters') as Template['parameters'],
    rules: section(source, 'Rules') as Template['rules'],
    mappings: section(source, 'Mappings') as Template['mappings'],
    conditions: section(source, 'Conditions'),
    resources: section(source, 'Resources') as Template['resources'],
    outputs: section(source, 'Outputs') as Template['outputs'],
  };
  checkMembers(template);
  return template;
}

function transformsOf(source: JsonObject): string[] {
  const declared = source.Transform === undefined ? [] : [source.Transform].flat();
  return declared.map((transform) => {
    const name = isObject(transform) ? String(transform.Name) : String(transform);
    if (name !== 'AWS::LanguageExtensions') throw notImplemented('cloudformation', `Transform ${name}`);
    return name;
  });
}

function checkSections(source: JsonObject): void {
  const unknown = Object.keys(source).filter((name) => !SECTIONS.has(name));
  if (unknown.length > 0) throw formatError(`Invalid template property or properties [${unknown.join(', ')}]`);
  const version = source.AWSTemplateFormatVersion;
  if (version !== undefined && version !== '2010-09-09') {
    throw formatError('Template format version is not supported.');
  }
  if (source.Description !== undefined && typeof source.Description !== 'string') {
    throw formatError('Template format error: Description must be a string.');
  }
  if (Buffer.byteLength(String(source.Description ?? '')) > DESCRIPTION_BYTES_MAX) {
    throw formatError(`Description length exceeds ${DESCRIPTION_BYTES_MAX} bytes.`);
  }
  if (source.Hooks !== undefined) throw notImplemented('cloudformation', 'Hooks');
  const resources = source.Resources;
  if (!isObject(resources) || Object.keys(resources).length === 0) {
    throw formatError('At least one Resources member must be defined.');
  }
}

function section(source: JsonObject, name: string): Record<string, unknown> {
  const value = source[name] ?? {};
  if (!isObject(value)) throw formatError(`Every ${name} object must be a mapping.`);
  return value;
}

function checkMembers(template: Template): void {
  checkCount('Parameters', Object.keys(template.parameters).length, PARAMETERS_MAX);
  checkCount('Resources', Object.keys(template.resources).length, RESOURCES_MAX);
  checkCount('Outputs', Object.keys(template.outputs).length, OUTPUTS_MAX);
  for (const [name, parameter] of Object.entries(template.parameters)) {
    checkName('Parameter', name);
    if (!isObject(parameter) || typeof parameter.Type !== 'string') {
      throw formatError('Every Parameters object must contain a Type member.');
    }
  }
  for (const [name, resource] of Object.entries(template.resources)) checkResource(name, resource);
  for (const [name, output] of Object.entries(template.outputs)) checkOutput(name, output);
}

function checkResource(name: string, resource: unknown): void {
  checkName('Resource', name);
  if (!isObject(resource)) throw formatError(`[/Resources/${name}] resource definition is malformed`);
  if (typeof resource.Type !== 'string') {
    throw formatError(`[/Resources/${name}] Every Resources object must contain a Type member.`);
  }
  const unknown = Object.keys(resource).filter((key) => !RESOURCE_KEYS.has(key));
  if (unknown.length > 0) {
    throw formatError(`Invalid template resource property '${unknown[0]}'`);
  }
  if (resource.Properties !== undefined && resource.Properties !== null && !isObject(resource.Properties)) {
    throw formatError(`[/Resources/${name}/Properties] 'null' values or non-objects are not allowed in templates`);
  }
  if (resource.Condition !== undefined && typeof resource.Condition !== 'string') {
    throw formatError(`Every Condition member must be a string.`);
  }
  rejectNulls(resource, `/Resources/${name}`);
}

function checkOutput(name: string, output: unknown): void {
  checkName('Output', name);
  if (!isObject(output) || output.Value === undefined || output.Value === null) {
    throw formatError(`Output ${name} is malformed. The Value member must be defined.`);
  }
  const unknown = Object.keys(output).find((key) => !OUTPUT_KEYS.has(key));
  if (unknown !== undefined) throw formatError(`Output ${name} is malformed: unknown member ${unknown}`);
  if (output.Export !== undefined && (!isObject(output.Export) || output.Export.Name === undefined)) {
    throw formatError(`Output ${name} is malformed. The Name field of every Export member must be specified.`);
  }
}

function checkName(kind: string, name: string): void {
  if (!/^[a-zA-Z0-9]+$/.test(name)) throw formatError(`${kind} name ${name} is non alphanumeric.`);
}

function checkCount(kind: string, count: number, max: number): void {
  if (count > max)
    throw formatError(`Number of ${kind.toLowerCase()}, ${count}, is greater than maximum allowed, ${max}`);
}

function rejectNulls(value: unknown, path: string): void {
  if (value === null && !path.endsWith('/Properties')) {
    throw formatError(`[${path}] 'null' values are not allowed in templates`);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) rejectNulls(member, `${path}/${key}`);
}
