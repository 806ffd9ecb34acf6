import { applicationParameterPointers } from '../../../src/core/spec/application-parameters.ts';
import { type Rule, resourceRule, templateRule, unless } from './rule.ts';

const linesMax = 400;

const described = resourceRule({
  id: 'resource-is-described',
  says: 'Each resource says in `plinth:description` what it is: people read it as progress.',
  check: ({ metadata }) => unless('plinth:description' in metadata, 'has no `plinth:description`'),
});

const priced = templateRule({
  id: 'cost-is-stated',
  says: 'A template says what it costs a month.',
  check: ({ plinth }) =>
    unless(plinth.MonthlyCost !== undefined, 'has no MonthlyCost; [] says that only use is charged'),
});

const replaces = templateRule({
  id: 'replaced-systems-are-named',
  says: 'A template says what it does the work of.',
  check: ({ plinth }) => unless(plinth.Replaces.length > 0, 'has no Replaces'),
});

const short = templateRule({
  id: 'template-is-short',
  says: `A template has at most ${linesMax} lines.`,
  check: ({ lines }) => unless(lines <= linesMax, `has ${lines} lines; make two of it`),
});

const constrained = templateRule({
  id: 'parameter-is-constrained',
  says: 'Whatever people may write is limited by allowed values, a pattern or bounds.',
  check: ({ settable, parameters }) =>
    settable
      // What an application's spec sets is checked by the schema of its body.
      .filter((name) => !(name in applicationParameterPointers))
      .filter((name) => {
        const { Type, AllowedValues, AllowedPattern, MinValue, MaxValue } = parameters[name]!;
        const isBounded = MinValue !== undefined && MaxValue !== undefined;
        return (
          !AllowedValues && !AllowedPattern && !isBounded && !Type.startsWith('AWS::') && !Type.startsWith('List<AWS::')
        );
      })
      .map((name) => `takes anything as ${name}`),
});

const named = templateRule({
  id: 'file-is-named-after-component',
  says: 'A template is called as its component, in the folder of its layer.',
  check: ({ path, plinth }) =>
    unless(
      path.endsWith(`${plinth.Layer}/${plinth.Component}.yaml`),
      `holds the component ${plinth.Component} of layer ${plinth.Layer}`,
    ),
});

export const contractRules: readonly Rule[] = [described, priced, replaces, short, constrained, named];
