import { templateRules } from '../core/catalogue/template-rules.ts';
import { isValidationError } from './aws-error.ts';

/**
 * The template's own words for the rule that CloudFormation says the parameters break; undefined for any other error. They
 * are part of its message, whatever else that says.
 */
export function brokenAssertion(error: unknown, templateBody: string | undefined): string | undefined {
  if (templateBody === undefined || !isValidationError(error, /./)) return undefined;
  const { message } = error as Error;
  const descriptions = templateRules(templateBody).flatMap(({ assertions }) => assertions);
  return descriptions.map(({ description }) => description).find((description) => message.includes(description));
}
