import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { FunctionVersion, LambdaFunction } from './lambda-store.ts';

/** A function version as all operations describe it. For `$LATEST` without a qualifier the ARN is unqualified. */
export function functionConfiguration(
  fn: LambdaFunction,
  version: FunctionVersion,
  arn: string,
): FunctionConfiguration {
  const { Layers, SnapStart, TracingConfig, VpcConfig, Environment, LoggingConfig, ...settings } = version.settings;
  return {
    ...settings,
    FunctionName: fn.name,
    FunctionArn: arn,
    Version: version.version,
    CodeSize: version.code.zip.byteLength,
    CodeSha256: version.code.sha256,
    LastModified: new Date(version.lastModifiedMs).toISOString().replace('Z', '+0000'),
    RevisionId: version.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    TracingConfig: { Mode: TracingConfig?.Mode ?? 'PassThrough' },
    SnapStart: { ApplyOn: SnapStart?.ApplyOn ?? 'None', OptimizationStatus: 'Off' },
    LoggingConfig: {
      LogFormat: LoggingConfig?.LogFormat ?? 'Text',
      LogGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${fn.name}`,
      ...(LoggingConfig?.ApplicationLogLevel === undefined
        ? {}
        : { ApplicationLogLevel: LoggingConfig.ApplicationLogLevel }),
      ...(LoggingConfig?.SystemLogLevel === undefined ? {} : { SystemLogLevel: LoggingConfig.SystemLogLevel }),
    },
    ...(Environment?.Variables === undefined ? {} : { Environment: { Variables: Environment.Variables } }),
    ...(Layers === undefined ? {} : { Layers: Layers.map((Arn) => ({ Arn, CodeSize: 0 })) }),
    ...(VpcConfig === undefined ? {} : { VpcConfig }),
  };
}
