import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';

/** YAML reads `StatusCode: 404` as a number; the API has it as text. */
export function fixStatusCodes(actions: readonly Action[] | undefined): Action[] | undefined {
  return actions?.map((action) =>
    action.FixedResponseConfig === undefined
      ? action
      : {
          ...action,
          FixedResponseConfig: {
            ...action.FixedResponseConfig,
            StatusCode: String(action.FixedResponseConfig.StatusCode),
          },
        },
  );
}
