import type {
  GetTemplateInput,
  GetTemplateOutput,
  GetTemplateSummaryInput,
  GetTemplateSummaryOutput,
  ValidateTemplateInput,
  ValidateTemplateOutput,
} from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../kernel/service.ts';
import { resourceSchema } from '../../../resource-types/resource-schema.ts';
import { requireChangeSet } from '../change-set/find-change-set.ts';
import type { StackDefinition } from '../stack/stack-definition.ts';
import { requireStack } from '../stack/stack-store.ts';
import { requiredCapabilities } from '../template/capabilities.ts';
import { loadTemplateBody } from '../template/load-template.ts';
import { parseTemplate } from '../template/parse-template.ts';
import type { ParameterDeclaration, Template } from '../template/template.ts';
import { validationError } from '../template/template-error.ts';
import { validateTemplate as checkTemplate } from '../template/validate-template.ts';

/** The template as it was submitted, or, unless `Original` is requested, with its loops unrolled. */
export function getTemplate(input: GetTemplateInput, call: Call): GetTemplateOutput {
  const definition =
    input.ChangeSetName === undefined
      ? requireStack(call, input.StackName).definition
      : requireChangeSet(call, { ChangeSetName: input.ChangeSetName, StackName: input.StackName }).changeSet.definition;
  if (definition === undefined) throw validationError(`Stack ${input.StackName} does not exist`);
  const isOriginal = input.TemplateStage === 'Original';
  return {
    TemplateBody: isOriginal ? definition.body : processedBody(definition),
    StagesAvailable: ['Original', 'Processed'],
  };
}

/** Without transforms it is the submitted text. */
function processedBody({ body, template }: StackDefinition): string {
  if (template.transforms.length === 0) return body;
  const { Transform: _transform, ...processed } = template.processed;
  return JSON.stringify(processed);
}

export async function getTemplateSummary(
  input: GetTemplateSummaryInput,
  call: Call,
): Promise<GetTemplateSummaryOutput> {
  const previous = input.StackName === undefined ? undefined : requireStack(call, input.StackName).definition?.body;
  const source = input.StackName === undefined ? input : { ...input, UsePreviousTemplate: true };
  const body = await loadTemplateBody(source, call, previous);
  const template = parseTemplate(body);
  checkTemplate(template);
  const { capabilities, reason } = requiredCapabilities(template);
  const types = [...new Set(Object.values(template.resources).map(({ Type }) => Type))];
  return {
    Parameters: Object.entries(template.parameters).map(([key, declaration]) => ({
      ...declared(key, declaration),
      ParameterType: declaration.Type,
      ParameterConstraints:
        declaration.AllowedValues === undefined ? {} : { AllowedValues: declaration.AllowedValues.map(String) },
    })),
    ...(template.description === undefined ? {} : { Description: template.description }),
    Capabilities: [...capabilities] as NonNullable<GetTemplateSummaryOutput['Capabilities']>,
    ...(reason === undefined ? {} : { CapabilitiesReason: reason }),
    ResourceTypes: types,
    ...(template.version === undefined ? {} : { Version: template.version }),
    ...(template.metadata === undefined ? {} : { Metadata: JSON.stringify(template.metadata) }),
    DeclaredTransforms: [...template.transforms],
    ResourceIdentifierSummaries: types.map((type) => identifierSummary(template, type)),
  };
}

export async function validateTemplate(input: ValidateTemplateInput, call: Call): Promise<ValidateTemplateOutput> {
  const template = parseTemplate(await loadTemplateBody(input, call));
  checkTemplate(template);
  const { capabilities, reason } = requiredCapabilities(template);
  return {
    Parameters: Object.entries(template.parameters).map(([key, declaration]) => declared(key, declaration)),
    ...(template.description === undefined ? {} : { Description: template.description }),
    Capabilities: [...capabilities] as NonNullable<ValidateTemplateOutput['Capabilities']>,
    ...(reason === undefined ? {} : { CapabilitiesReason: reason }),
    DeclaredTransforms: [...template.transforms],
  };
}

function declared(key: string, { Default, Description, NoEcho }: ParameterDeclaration) {
  return {
    ParameterKey: key,
    ...(Default === undefined ? {} : { DefaultValue: String(Default) }),
    NoEcho: String(NoEcho) === 'true',
    ...(Description === undefined ? {} : { Description }),
  };
}

function identifierSummary(template: Template, type: string) {
  const names = Object.entries(template.resources).flatMap(([name, { Type }]) => (Type === type ? [name] : []));
  return {
    ResourceType: type,
    LogicalResourceIds: names,
    ResourceIdentifiers: [...(resourceSchema(type)?.primaryIdentifier ?? [])],
  };
}
