import { readTemplates } from '../../test/templates/rules/template.ts';

/** What an emulator's test has to know of each component, as JSON for programs in other languages. */
const components = readTemplates().map(({ plinth, resources, settable, parameters }) => ({
  name: plinth.Component,
  layer: plinth.Layer,
  requires: plinth.Requires,
  substituteFor: Object.keys(plinth.SubstituteFor),
  types: resources.map(({ type, isConditional }) => ({ type, isConditional })),
  clients: resources.flatMap(({ properties }) => {
    return [...JSON.stringify(properties).matchAll(/require\('(@aws-sdk\/[a-z0-9-]+)'\)/g)].map(([, name]) => name);
  }),
  asked: settable.filter((name) => parameters[name]?.Default === undefined),
}));
process.stdout.write(JSON.stringify(components));
