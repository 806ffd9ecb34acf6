import type { Capability, Parameter, Tag } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../kernel/errors.ts';
import type { Call } from '../../../kernel/service.ts';
import { stackScope } from '../engine/stack-scope.ts';
import { checkCapabilities } from '../template/capabilities.ts';
import { dependencyGraph, isPresent } from '../template/dependency-graph.ts';
import type { EvaluationScope } from '../template/evaluation-scope.ts';
import { loadTemplateBody, type TemplateSource } from '../template/load-template.ts';
import { resolveParameters } from '../template/parameters.ts';
import { parseTemplate } from '../template/parse-template.ts';
import { referencesOf } from '../template/references.ts';
import { checkRules } from '../template/rules.ts';
import { formatError, validationError } from '../template/template-error.ts';
import { validateTemplate } from '../template/validate-template.ts';
import type { Stack } from './stack.ts';
import type { StackDefinition } from './stack-definition.ts';

const TAGS_MAX = 50;

/** The members that CreateStack, UpdateStack and CreateChangeSet share. */
export interface DefinitionInput extends TemplateSource {
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly Capabilities?: readonly Capability[] | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
  readonly RoleARN?: string | undefined;
}

/** Parses and checks a request. Throws `ValidationError` or `InsufficientCapabilitiesException`. */
export async function buildDefinition(
  call: Call,
  input: DefinitionInput,
  { stack, isReviewed }: { readonly stack: Stack; readonly isReviewed: boolean },
): Promise<StackDefinition> {
  const previous = stack.definition;
  const body = await loadTemplateBody(input, call, previous?.body);
  const given = input.Parameters ?? [];
  const template = parseTemplate(body, givenValues(given, previous));
  validateTemplate(template);
  const parameters = await resolveParameters(template, { given, previous: previous?.parameters ?? [] }, (name) =>
    readSsm(call, name),
  );
  checkCapabilities(template, input.Capabilities ?? [], { isReviewed });
  checkTags(input.Tags ?? []);
  const roleArn = input.RoleARN ?? previous?.roleArn;
  const definition: StackDefinition = {
    body,
    template,
    parameters,
    tags: input.Tags ?? previous?.tags ?? [],
    capabilities: input.Capabilities ?? [],
    notificationArns: input.NotificationARNs ?? previous?.notificationArns ?? [],
    ...(roleArn === undefined ? {} : { roleArn }),
  };
  const scope = stackScope(call.kernel, stack, definition);
  checkRules(scope);
  checkPresence(scope);
  return definition;
}

function givenValues(given: readonly Parameter[], previous: StackDefinition | undefined): Map<string, string> {
  const values = new Map<string, string>();
  for (const { ParameterKey = '', ParameterValue, UsePreviousValue } of given) {
    const kept =
      UsePreviousValue === true ? previous?.parameters.find(({ key }) => key === ParameterKey)?.value : undefined;
    const value = kept ?? ParameterValue;
    if (value !== undefined) values.set(ParameterKey, value);
  }
  return values;
}

async function readSsm(call: Call, name: string): Promise<string> {
  try {
    const input = { Name: name, WithDecryption: false };
    const answer = await call.kernel.invoke<{ Parameter?: { Value?: string } }>('ssm', 'GetParameter', input, call);
    return answer.Parameter?.Value ?? '';
  } catch (error) {
    if (error instanceof AwsError && error.code !== 'ParameterNotFound') throw error;
    throw validationError(`Unable to fetch parameters [${name}] from parameter store for this account.`);
  }
}

/** Throws when a resource or output refers to a resource whose condition does not hold. */
function checkPresence({ template, condition }: EvaluationScope): void {
  dependencyGraph(template, condition);
  const absent = new Set<string>();
  const isAbsent = (name: string) => {
    const declared = template.resources[name];
    return declared !== undefined && !isPresent(declared, condition);
  };
  for (const resource of Object.values(template.resources)) {
    if (!isPresent(resource, condition)) continue;
    for (const { name, kind } of referencesOf(resource.Properties ?? {}, condition)) {
      if (kind !== 'Condition' && isAbsent(name)) absent.add(name);
    }
  }
  rejectAbsent(absent, 'Resources');
  for (const output of Object.values(template.outputs)) {
    if (output.Condition !== undefined && !condition(output.Condition)) continue;
    for (const { name, kind } of referencesOf(output.Value, condition)) {
      if (kind !== 'Condition' && isAbsent(name)) absent.add(name);
    }
  }
  rejectAbsent(absent, 'Outputs');
}

function rejectAbsent(names: ReadonlySet<string>, block: string): void {
  if (names.size === 0) return;
  throw formatError(
    `Unresolved resource dependencies [${[...names].join(', ')}] in the ${block} block of the template`,
  );
}

function checkTags(tags: readonly Tag[]): void {
  if (tags.length > TAGS_MAX)
    throw validationError(`Number of tags, ${tags.length}, is greater than maximum allowed, ${TAGS_MAX}`);
  const keys = tags.map(({ Key }) => Key ?? '');
  if (new Set(keys).size !== keys.length) throw validationError('Tag keys must be unique.');
  const reserved = keys.find((key) => key.toLowerCase().startsWith('aws:'));
  if (reserved !== undefined) throw validationError(`aws: prefixed tag key names are not allowed for external use.`);
}
