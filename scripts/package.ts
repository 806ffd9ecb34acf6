import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Zippable, zipSync } from 'fflate';
import { buildCatalogue } from '../src/core/catalogue/build-catalogue.ts';
import { PlinthError } from '../src/core/errors.ts';
import { bundlePlugins } from './package/bundle-plugins.ts';
import { nameCatalogArtifact } from './package/name-catalog-artifact.ts';
import { type PackageOptions, packageOptions, sharedWords } from './package/package-options.ts';
import { readTemplateFiles } from './package/read-template-files.ts';
import { takePlace } from './package/take-place.ts';

const output = 'dist/functions';
/** Zips are made beside the old ones, and take their place when all of them are made. */
const draft = `${output}-${process.pid}`;
/** The templates and parameters of the package, so that a later start can tell whether it is the requested one. */
const inputs = 'dist/package-inputs.json';
/** The same bytes make the same zip: CloudFormation then has nothing to update. The earliest time that a zip can say. */
const modified = new Date('1980-01-01T00:00:00');
const catalogueModule = 'src/aws/catalogue.ts';

interface Packaged {
  readonly name: string;
  readonly bundleBytes: number;
  readonly zipBytes: number;
}

/** Bundles and zips every function, then makes the CloudFormation template. Needs no network and no login. */
async function main(options: PackageOptions): Promise<void> {
  const catalogue = catalogueJson();
  await Promise.all([draft, output].map((folder) => mkdir(folder, { recursive: true })));
  try {
    const packaged = await packageFunctions(catalogue);
    // Removed first, so that an interrupted run leaves no package that looks complete.
    await rm(inputs, { force: true });
    await takePlace(draft, output);
    await makeTemplate(options);
    await nameCatalogArtifact('.serverless');
    await writeFile(
      inputs,
      JSON.stringify({ templates: process.env.PLINTH_TEMPLATES ?? '', words: sharedWords(options) }),
    );
    report(packaged);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function packageFunctions(catalogue: Buffer): Promise<readonly Packaged[]> {
  const bundles = await bundleFunctions(await entryPoints());
  return Promise.all(bundles.map((bundle) => packageFunction(bundle, catalogue)));
}

/** `osls` writes what it has to say to both streams, and only its failures are worth reading. */
async function makeTemplate(options: PackageOptions): Promise<void> {
  try {
    const words = ['node_modules/osls/bin/serverless.js', 'package', ...sharedWords(options)];
    await promisify(execFile)(process.execPath, words);
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`osls could not package the service:\n${stdout}${stderr}`);
  }
}

/** One file, one function. `functions/api` and `functions/chain` hold what the entry points are made of. */
async function entryPoints(): Promise<readonly string[]> {
  const files = async (folder: string) =>
    (await readdir(folder)).filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
  return ['functions/api.ts', ...(await files('functions/steps')), ...(await files('functions/events'))].sort();
}

/** The author of a refused template gets the message without a stack trace of this script. */
function catalogueJson(): Buffer {
  try {
    return Buffer.from(JSON.stringify(buildCatalogue(readTemplateFiles()).components()));
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

interface Bundle {
  readonly name: string;
  readonly code: Uint8Array;
  /** Only what reads the catalogue carries it. */
  readonly needsCatalogue: boolean;
}

/** All bundles in one build, which reads what they have in common once: a third of the time of one build each. */
async function bundleFunctions(entries: readonly string[]): Promise<readonly Bundle[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: [...entries],
    outdir: draft,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    // State machines match errors by name, so minifying must keep names.
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    plugins: [...bundlePlugins],
    logLevel: 'error',
  });
  return outputFiles.map(({ path, contents }) => {
    const inputs = metafile.outputs[relative('.', path).replaceAll('\\', '/')]?.inputs ?? {};
    const needsCatalogue = (inputs[catalogueModule]?.bytesInOutput ?? 0) > 0;
    return { name: basename(path, '.js'), code: contents, needsCatalogue };
  });
}

async function packageFunction({ name, code, needsCatalogue }: Bundle, catalogue: Buffer): Promise<Packaged> {
  const files: Zippable = { 'index.js': code, ...(needsCatalogue && { 'catalogue.json': catalogue }) };
  const zip = zipSync(files, { level: 6, mtime: modified });
  await writeFile(join(draft, `${name}.zip`), zip);
  return { name, bundleBytes: code.length, zipBytes: zip.length };
}

function report(packaged: readonly Packaged[]): void {
  const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1024)} kB`.padStart(8);
  for (const { name, bundleBytes, zipBytes } of packaged) {
    process.stdout.write(`${name.padEnd(28)}${kilobytes(bundleBytes)} bundled ${kilobytes(zipBytes)} zipped\n`);
  }
  const total = packaged.reduce((sum, { zipBytes }) => sum + zipBytes, 0);
  process.stdout.write(`${String(packaged.length).padEnd(28)}${' '.repeat(16)} ${kilobytes(total)} zipped\n`);
}

const options = packageOptions(process.argv.slice(2));
if (typeof options === 'number') process.exitCode = options;
else await main(options);
