import type { Catalogue } from '../catalogue/catalogue.ts';
import { secretSource } from '../catalogue/provides.ts';
import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';
import { providingComponents } from '../spec/wanted-components.ts';
import { findRecord } from './placement.ts';

/** What a container finds in its environment: values, and secrets by the ARN they stand under; and what it runs. */
export interface ContainerEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}

/**
 * The variables and secrets of an application's containers: its spec's own, and those that it is given by the components
 * it uses, as their stacks are on record. A field of a secret is named as ECS wants it: `<arn>:<field>::`. Throws
 * ParentNotReady for an output that is not there. Pure.
 */
export function containerEnvironment(
  spec: ApplicationSpec,
  catalogue: Catalogue,
  scopeStates: readonly ScopeState[],
): ContainerEnvironment {
  const variables: Record<string, string> = { ...spec.variables };
  const secrets: Record<string, string> = { ...spec.secrets };
  for (const component of providingComponents(spec, catalogue)) {
    const provides = catalogue.component(component)?.provides;
    const output = (name: string) => recordedOutput(scopeStates, component, name);
    for (const [name, source] of Object.entries(provides?.Variables ?? {})) variables[name] = output(source);
    for (const [name, source] of Object.entries(provides?.Secrets ?? {})) {
      const { output: arn, field } = secretSource(source);
      secrets[name] = field === undefined ? output(arn) : `${output(arn)}:${field}::`;
    }
  }
  return { variables, secrets, ...(spec.command && { command: spec.command }) };
}

function recordedOutput(scopeStates: readonly ScopeState[], component: string, output: string): string {
  const value = own(findRecord(scopeStates, component)?.outputs ?? {}, output);
  if (value !== undefined) return value;
  throw new PlinthError('ParentNotReady', `\`${component}\` has no output ${output}; provision its scope first`);
}
