import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const placeholder = 'CATALOG_ARTIFACT_KEY';
const templateFile = 'cloudformation-template-update-stack.json';
/** `osls deploy --package` takes the template out of its state, not out of the template's own file. */
const stateFile = 'serverless-state.json';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Properties?: { readonly Code?: { readonly S3Key: string } } }>
  >;
}

/** The artifact of Service Catalog's product is an object that osls uploads, under a key that osls makes while it packages. */
export async function nameCatalogArtifact(folder: string): Promise<void> {
  const template = await readFile(join(folder, templateFile), 'utf8');
  if (!template.includes(placeholder)) return;
  const { Resources } = JSON.parse(template) as Template;
  const key = Resources.CatalogParametersParsedLambdaFunction?.Properties?.Code?.S3Key;
  if (key === undefined) throw new Error(`no function in ${templateFile} has the key for ${placeholder}`);
  const state = await readFile(join(folder, stateFile), 'utf8');
  await writeFile(join(folder, templateFile), template.replaceAll(placeholder, key));
  await writeFile(join(folder, stateFile), state.replaceAll(placeholder, key));
}
