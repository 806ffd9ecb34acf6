import type { Catalogue } from '../../src/core/catalogue/catalogue.ts';
import type { Component, ComponentParameter } from '../../src/core/catalogue/component.ts';
import { costWords } from '../../src/core/catalogue/cost-words.ts';
import { settableParameters } from '../../src/core/catalogue/settable-parameters.ts';
import { applicationParameterPointers } from '../../src/core/spec/application-parameters.ts';
import { alarmsOf } from './alarms-of.ts';
import { costAtDefaults } from './cost-at-defaults.ts';
import { code, table } from './markdown.ts';
import { resourceGraph } from './resource-graph.ts';
import { wiredFrom } from './wired-from.ts';

/** The section of one component. */
export function componentSection(component: Component, catalogue: Catalogue): string {
  return [
    `### ${component.name}`,
    `${component.summary}${component.data ? ' It holds data: its stack has termination protection and is retained.' : ''}`,
    relations(component),
    resourceGraph(component, catalogue),
    parameters(component, catalogue),
    wiring(component, catalogue),
    outputs(component),
    provides(component),
    cost(component),
    list('Alarms', alarmsOf(component)),
    list('Replaces', component.replaces),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function relations({ requires, optional, substituteFor, fixed = [], neverDecreases = [] }: Component): string {
  const names = (all: readonly string[]) => all.map((name) => `[\`${name}\`](#${name})`).join(', ');
  return [
    requires.length > 0 ? `Requires ${names(requires)}.` : 'Requires nothing.',
    optional.length > 0 ? `Builds on ${names(optional)} where they are present.` : '',
    ...Object.entries(substituteFor).map(
      ([name, parameter]) => `Takes the place of ${names([name])} while \`${parameter}\` is set.`,
    ),
    fixed.length > 0 ? `While its stack exists, ${fixed.map(code).join(', ')} cannot change.` : '',
    neverDecreases.length > 0
      ? `While its stack exists, ${neverDecreases.map(code).join(', ')} can only increase.`
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function parameters(component: Component, catalogue: Catalogue): string {
  const settable = settableParameters(component, catalogue);
  if (settable.length === 0) return 'It has no parameters.';
  const rows = settable.map((parameter) => [
    code(parameter.name),
    code(parameter.type),
    parameter.default === undefined ? 'required' : code(parameter.default) || 'empty',
    allowed(parameter),
    `${parameter.description}${pointerOf(component, parameter)}`,
  ]);
  return table(['parameter', 'type', 'default', 'allowed', 'what it is'], rows);
}

/** Fields of an application are set in its spec, not under `components`. */
function pointerOf({ layer }: Component, { name }: ComponentParameter): string {
  const pointer = layer === 'application' || layer === 'release' ? applicationParameterPointers[name] : undefined;
  return pointer === undefined ? '' : ` Set at \`${pointer}\` of the application's spec.`;
}

function allowed({ allowedValues, allowedPattern, minValue, maxValue, step }: ComponentParameter): string {
  if (allowedValues) return allowedValues.map(code).join(', ');
  if (allowedPattern !== undefined) return code(allowedPattern);
  if (minValue !== undefined || maxValue !== undefined) {
    return `${minValue ?? ''} to ${maxValue ?? ''}${step === undefined ? '' : ` in steps of ${step}`}`.trim();
  }
  return '';
}

function wiring(component: Component, catalogue: Catalogue): string {
  const rows = component.parameters.flatMap(({ name }) => {
    const source = wiredFrom(component, name, catalogue);
    return source === undefined ? [] : [`\`${name}\` from ${source === 'the platform' ? source : code(source)}`];
  });
  return rows.length === 0 ? '' : `Wired: ${rows.join(', ')}.`;
}

function outputs({ outputs: all }: Component): string {
  return table(
    ['output', 'what it is'],
    Object.entries(all).map(([name, description]) => [code(name), description]),
  );
}

function provides({ provides: given }: Component): string {
  if (given === undefined) return '';
  const { SecurityGroup, Policy, Variables, Secrets } = given;
  const rows = [
    ...(SecurityGroup === undefined ? [] : [['security group', code(SecurityGroup)]]),
    ...Object.entries(Variables).map(([name, output]) => [`variable \`${name}\``, code(output)]),
    ...Object.entries(Secrets).map(([name, source]) => [`secret \`${name}\``, code(source)]),
    ...(Policy === undefined ? [] : [['managed policy of its role', code(Policy)]]),
  ];
  return table(['an application gets', 'which is the output'], rows);
}

function cost(component: Component): string {
  const { monthlyCost } = component;
  if (monthlyCost === undefined) return 'Its price is not known.';
  if (monthlyCost.length === 0) return 'It costs nothing when idle.';
  const lines = costWords(monthlyCost).map((line) => `- ${line}`);
  return [`Monthly cost at the defaults: ${costAtDefaults(component)}.`, '', ...lines].join('\n');
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : [`${title}:`, '', ...items.map((item) => `- ${item}`)].join('\n');
}
