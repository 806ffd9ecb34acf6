import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Component } from '../catalogue/component.ts';
import { type Provides, providedNames } from '../catalogue/provides.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { secretArns } from './application-parameters.ts';
import type { ApplicationSpec } from './application-spec.ts';

/**
 * ECS takes five security groups for a task, and EC2 for a network interface: the application's own, the one of every
 * member of the network, and these.
 */
export const clientGroupsMax = 3;

/** IAM attaches so many managed policies to a role. */
export const policiesMax = 10;

/** A CloudFormation parameter takes 4,096 bytes; the rest is for the secrets that the application is given. */
export const secretArnsLengthMax = 3000;

interface Binding {
  readonly component: Component;
  /** Where the spec asks for it. */
  readonly pointer: string;
}

/**
 * Throws InvalidRequest when an application cannot have all its bindings: a variable name from two components, too many
 * security groups for its tasks, too many policies for its role, or too many secrets for a parameter.
 */
export function assertBindings(spec: ApplicationSpec, catalogue: Catalogue): void {
  const bindings = bindingsOf(spec, catalogue);
  assertAtMost(bindings, ({ SecurityGroup }) => SecurityGroup, { max: clientGroupsMax, what: 'security groups' });
  assertAtMost(bindings, ({ Policy }) => Policy, { max: policiesMax, what: 'policies' });
  if (secretArns(spec).join(',').length > secretArnsLengthMax) {
    throw refusal('/secrets', 'too many secrets for a CloudFormation parameter; put several values into one secret');
  }
  const providers = new Map<string, string>();
  for (const { component, pointer } of bindings) {
    for (const name of component.provides ? providedNames(component.provides) : []) {
      const provider = providers.get(name);
      if (provider !== undefined)
        throw refusal(pointer, `\`${provider}\` provides ${name} already; use only one of the two`);
      providers.set(name, component.name);
    }
  }
  for (const field of ['variables', 'secrets'] as const) assertNamesFree(spec[field], field, providers);
}

interface Limit {
  readonly max: number;
  readonly what: string;
}

function assertAtMost(
  bindings: readonly Binding[],
  of: (provides: Provides) => string | undefined,
  { max, what }: Limit,
): void {
  const tooMany = bindings.filter(({ component: { provides } }) => provides && of(provides) !== undefined)[max];
  if (!tooMany) return;
  const one = `\`${tooMany.component.name}\``;
  const message = `an application uses the ${what} of at most ${max} components, and ${one} exceeds that; remove one, or use ${one} in another application`;
  throw refusal(tooMany.pointer, message);
}

function assertNamesFree(
  entries: Readonly<Record<string, string>>,
  field: string,
  providers: ReadonlyMap<string, string>,
) {
  const taken = Object.keys(entries).find((name) => providers.has(name));
  if (taken === undefined) return;
  throw refusal(jsonPointer([field, taken]), `\`${providers.get(taken)}\` provides ${taken}; choose another name`);
}

function bindingsOf(spec: ApplicationSpec, catalogue: Catalogue): readonly Binding[] {
  const asked = [
    ...spec.uses.map((name, n) => ({ name, pointer: jsonPointer(['uses', n]) })),
    ...Object.keys(spec.components).map((name) => ({ name, pointer: jsonPointer(['components', name]) })),
  ];
  return asked.flatMap(({ name, pointer }) => {
    const component = catalogue.component(name);
    return component?.provides ? [{ component, pointer }] : [];
  });
}

function refusal(pointer: string, message: string): PlinthError {
  return new PlinthError('InvalidRequest', message, { fields: [{ pointer, message }] });
}
