import { createHash } from 'node:crypto';
import { callersOf } from '../../kernel/callers.ts';
import { endpointOf } from '../../kernel/endpoint.ts';
import type { Kernel } from '../../kernel/service.ts';
import type { FunctionLog } from './function-log.ts';
import type { FunctionVersion, LambdaFunction } from './lambda-store.ts';

/** The environment variables of an execution environment: the function's own, and those that Lambda sets. */
export function lambdaEnvironment(
  kernel: Kernel,
  { fn, version, log, taskRoot }: { fn: LambdaFunction; version: FunctionVersion; log: FunctionLog; taskRoot: string },
): Record<string, string> {
  const { settings } = version;
  const { LoggingConfig: logging } = settings;
  return {
    AWS_ENDPOINT_URL: endpointOf(kernel).url,
    ...settings.Environment?.Variables,
    AWS_REGION: fn.accountRegion.region,
    AWS_DEFAULT_REGION: fn.accountRegion.region,
    AWS_ACCESS_KEY_ID: accessKeyOf(kernel, fn, settings.Role),
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_SESSION_TOKEN: `${settings.Role}/${fn.name}`,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: log.groupName,
    AWS_LAMBDA_LOG_STREAM_NAME: log.streamName,
    ...(logging?.LogFormat === 'JSON'
      ? { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: logging.ApplicationLogLevel ?? 'INFO' }
      : { AWS_LAMBDA_LOG_FORMAT: 'Text' }),
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: settings.Handler ?? '',
    NODE_PATH: `/opt/nodejs/node_modules:/var/runtime/node_modules:${taskRoot}`,
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}

/** The access key of the role session named after the function, the same for each of its sandboxes. */
function accessKeyOf(kernel: Kernel, { name, accountRegion }: LambdaFunction, role = ''): string {
  const digest = createHash('sha256')
    .update(`${accountRegion.account} ${accountRegion.region} ${name} ${role}`)
    .digest('hex');
  const accessKeyId = `ASIA${digest.slice(0, 16).toUpperCase()}`;
  const principalArn = `arn:aws:sts::${accountRegion.account}:assumed-role/${role.split('/').at(-1)}/${name}`;
  callersOf(kernel).set(accessKeyId, { account: accountRegion.account, principalArn });
  return accessKeyId;
}
