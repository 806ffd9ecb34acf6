import type { Action, AuthenticateOidcActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../kernel/errors.ts';
import { validationError } from './store.ts';

export interface ActionChange {
  /** Of the listener. */
  readonly protocol: string;
  /** The actions that the same change removes. */
  readonly replaced: readonly Action[];
}

/** Checks an action that authenticates users and answers it with its defaults and its client secret. */
export function checkedAuthentication(action: Action, { protocol, replaced }: ActionChange): Action {
  if (action.Type !== 'authenticate-oidc') {
    throw new AwsError('UnsupportedFeature', `the embedded cloud does not support actions of type '${action.Type}'`);
  }
  if (protocol !== 'HTTPS') {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      `Actions of type '${action.Type}' are supported only on HTTPS listeners`,
    );
  }
  const { UseExistingClientSecret, ClientSecret, ...config } = action.AuthenticateOidcConfig ?? {};
  checkEndpoints(config);
  const existing = replaced.find(({ Type }) => Type === 'authenticate-oidc')?.AuthenticateOidcConfig?.ClientSecret;
  const secret = ClientSecret ?? (UseExistingClientSecret ? existing : undefined);
  if (secret === undefined) {
    throw validationError('You must specify a client secret, or use the existing client secret of the rule');
  }
  return {
    ...action,
    AuthenticateOidcConfig: {
      Scope: 'openid',
      SessionCookieName: 'AWSELBAuthSessionCookie',
      SessionTimeout: 604_800,
      OnUnauthenticatedRequest: 'authenticate',
      ...(config as AuthenticateOidcActionConfig),
      ClientSecret: secret,
    },
  };
}

/** Actions as AWS describes them: without client secrets. */
export function describedActions(actions: readonly Action[]): Action[] {
  return actions.map((action) => {
    if (!action.AuthenticateOidcConfig) return action;
    const { ClientSecret: _, ...config } = action.AuthenticateOidcConfig;
    return { ...action, AuthenticateOidcConfig: config };
  });
}

function checkEndpoints(config: Partial<AuthenticateOidcActionConfig>): void {
  for (const name of ['Issuer', 'AuthorizationEndpoint', 'TokenEndpoint', 'UserInfoEndpoint', 'ClientId'] as const) {
    if (config[name] === undefined) throw validationError(`AuthenticateOidcConfig.${name} must be specified`);
  }
  for (const name of ['AuthorizationEndpoint', 'TokenEndpoint', 'UserInfoEndpoint'] as const) {
    if (!config[name]?.startsWith('https://')) throw validationError(`'${config[name]}' must be a valid HTTPS URL`);
  }
}
