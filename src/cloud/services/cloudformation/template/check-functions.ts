import { notImplemented } from '../../../kernel/errors.ts';
import { isObject } from '../../../kernel/json-object.ts';
import type { Template } from './template.ts';
import { templateError } from './template-error.ts';

const FUNCTIONS = [
  ...['Fn::And', 'Fn::Base64', 'Fn::Cidr', 'Fn::Equals', 'Fn::FindInMap', 'Fn::GetAZs', 'Fn::GetAtt', 'Fn::If'],
  ...['Fn::ImportValue', 'Fn::Join', 'Fn::Not', 'Fn::Or', 'Fn::Select', 'Fn::Split', 'Fn::Sub'],
];
const EXTENSIONS = ['Fn::Length', 'Fn::ToJsonString'];

/** Throws `ValidationError` for a function that does not exist, or that needs a transform the template lacks. */
export function checkFunctions(template: Template): void {
  const hasExtensions = template.transforms.includes('AWS::LanguageExtensions');
  const known = new Set(hasExtensions ? [...FUNCTIONS, ...EXTENSIONS] : FUNCTIONS);
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (!Array.isArray(value) && key.startsWith('Fn::') && !known.has(key)) refuse(key, member);
      visit(member);
    }
  };
  for (const { Properties, Metadata } of Object.values(template.resources)) visit([Properties, Metadata]);
  visit(template.outputs);
}

function refuse(name: string, argument: unknown): never {
  if (name === 'Fn::Transform') {
    throw notImplemented('cloudformation', `Transform ${isObject(argument) ? String(argument.Name) : ''}`);
  }
  throw templateError(`Encountered unsupported function: ${name} Supported functions are: [${FUNCTIONS.join(', ')}]`);
}
