import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readTemplate } from './rules/template.ts';

const read = (path: string) => readTemplate(path, readFileSync(path, 'utf8'));

it('a build takes source code from wherever the component source can have it', () => {
  const { Kind } = read('templates/base/source.yaml').parameters;
  const { parameters, mappings, resources } = read('templates/base/build-images.yaml');
  expect(mappings.Providers).toEqual({
    github: { Type: 'GITHUB' },
    gitlab: { Type: 'GITLAB' },
    bitbucket: { Type: 'BITBUCKET' },
    codecommit: { Type: 'CODECOMMIT' },
  });
  expect(Object.keys(mappings.Providers as object)).toEqual(Kind?.AllowedValues);
  expect(parameters.SourceKind?.AllowedValues).toEqual(Kind?.AllowedValues);
  const project = resources.find(({ id }) => id === 'Project');
  expect(project?.at('Source', 'Type')).toEqual(['GITHUB', 'GITLAB', 'BITBUCKET', 'CODECOMMIT']);
});

it('builds of two applications share neither artifacts nor cache', () => {
  const { resources } = read('templates/application/pipeline.yaml');
  const text = (id: string) => JSON.stringify(resources.find((resource) => resource.id === id)?.properties);
  const ownId =
    '{"Id":{"Fn::Select":[0,{"Fn::Split":["-",{"Fn::Select":[2,{"Fn::Split":["/",{"Ref":"AWS::StackId"}]}]}]}]}}';
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is how CloudFormation writes it.
  expect(text('Pipeline')).toContain(`"Name":{"Fn::Sub":["\${Id}-\${Environment}-\${Application}",${ownId}]}`);
  for (const role of ['BuildRole', 'Role']) {
    expect(text(role)).toContain(`{"Fn::Sub":["\${ArtifactBucketArn}/\${Id}-*",${ownId}]}`);
    expect(text(role)).not.toContain('${ArtifactBucketArn}/*');
  }
  expect(text('BuildRole')).toContain('${ArtifactBucketArn}/cache/${Environment}/${Application}/*');
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: this is how CloudFormation writes it.
});
