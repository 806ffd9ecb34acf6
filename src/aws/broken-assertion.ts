import { templateRules } from '../core/catalogue/template-rules.ts';
import { isValidationError } from './aws-error.ts';

/**
 * The AssertDescription of the template rule that CloudFormation reports as broken; undefined for any other error.
 * CloudFormation's message contains it.
 */
export function brokenAssertion(error: unknown, templateBody: string | undefined): string | undefined {
  if (templateBody === undefined || !isValidationError(error, /./)) return undefined;
  const { message } = error as Error;
  const descriptions = templateRules(templateBody).flatMap(({ assertions }) => assertions);
  return descriptions.map(({ description }) => description).find((description) => message.includes(description));
}
