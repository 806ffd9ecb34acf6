import { applicationPath } from '../scope-argument.ts';
import { type Session, show } from '../session.ts';

export interface AutomationView {
  readonly frozen: boolean;
  readonly by: string;
  readonly since: string;
  readonly reason: string;
}

/** Stops an application's automation, or starts it again, and says what stands. */
export async function automate(
  session: Session,
  application: string,
  decision: { readonly verb: 'freeze' | 'unfreeze'; readonly reason: string },
): Promise<void> {
  const { verb, reason } = decision;
  const path = applicationPath(application);
  const { body } = await session.client.request<{ readonly automation?: AutomationView }>('POST', `/${path}/${verb}`, {
    body: { reason },
  });
  show(session, body, () => (body.automation ? automationLines(body.automation) : [`${path} is not frozen`]));
}

/** Empty for an application that was never frozen. */
export function automationLines(automation: AutomationView | undefined): readonly string[] {
  if (!automation) return [];
  const { frozen, by, since, reason } = automation;
  return [`  ${frozen ? 'frozen' : 'not frozen'} since ${since} by ${by}: ${reason}`];
}
