import type { DescribeProvisioningParametersCommandInput } from '@aws-sdk/client-service-catalog';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { type Artifact, findArtifact, findProduct, type Product } from './catalog-store.ts';
import { artifactReference, engineName } from './external-engine.ts';
import { choosePath, type LaunchPath } from './launch-paths.ts';

interface ParsedParameter {
  readonly key: string;
  readonly defaultValue?: string;
  readonly type?: string;
  readonly description?: string;
  readonly isNoEcho?: boolean;
}

/** The parameters of a version: from the template, or from the engine's parser function. */
export async function describeProvisioningParameters(input: DescribeProvisioningParametersCommandInput, call: Call) {
  const product = findProduct({ id: input.ProductId, name: input.ProductName }, call);
  const artifact = findArtifact(product, { id: input.ProvisioningArtifactId, name: input.ProvisioningArtifactName });
  const path = choosePath(product, { id: input.PathId, name: input.PathName }, call);
  const engine = engineName(product.type);
  return {
    ProvisioningArtifactParameters:
      engine === undefined ? await templateParameters(artifact, call) : await parse({ product, artifact, path }, call),
    ConstraintSummaries: path.launchRoleArn === undefined ? [] : [{ Type: 'LAUNCH', Description: path.launchRoleArn }],
    UsageInstructions: [],
    TagOptions: [],
    ProvisioningArtifactPreferences: {},
    ProvisioningArtifactOutputs: [],
    ProvisioningArtifactOutputKeys: [],
  };
}

async function templateParameters({ url }: Artifact, call: Call) {
  const { Parameters } = await call.kernel.invoke<{ Parameters?: Record<string, unknown>[] }>(
    'cloudformation',
    'GetTemplateSummary',
    { TemplateURL: url },
    call,
  );
  return (Parameters ?? []).map((parameter) => ({
    ParameterKey: parameter.ParameterKey,
    DefaultValue: parameter.DefaultValue,
    ParameterType: parameter.ParameterType,
    IsNoEcho: parameter.NoEcho ?? false,
    Description: parameter.Description,
    ParameterConstraints: parameter.ParameterConstraints,
  }));
}

/** The parser refuses an artifact by raising an error, whose message is returned to the caller. */
async function parse(of: { product: Product; artifact: Artifact; path: LaunchPath }, call: Call) {
  const FunctionName = `${engineName(of.product.type)}ParameterParser`;
  const request = { artifact: artifactReference(of.artifact), launchRoleArn: of.path.launchRoleArn };
  const { Payload, FunctionError } = await call.kernel
    .invoke<{ Payload?: Uint8Array; FunctionError?: string }>(
      'lambda',
      'Invoke',
      { FunctionName, InvocationType: 'RequestResponse', Payload: Buffer.from(JSON.stringify(request)) },
      call,
    )
    .catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError(
        'InvalidParametersException',
        `The parameter parser ${FunctionName} could not be called: ${error.message}`,
      );
    });
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString() || '{}');
  if (FunctionError !== undefined) {
    throw new AwsError(
      'InvalidParametersException',
      `${answer.errorType ?? FunctionError}: ${answer.errorMessage ?? 'no message'}`,
    );
  }
  return ((answer.parameters ?? []) as ParsedParameter[]).map((parameter) => ({
    ParameterKey: parameter.key,
    DefaultValue: parameter.defaultValue,
    ParameterType: parameter.type,
    IsNoEcho: parameter.isNoEcho ?? false,
    Description: parameter.description,
  }));
}
