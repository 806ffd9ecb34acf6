import type { Ports } from '../ports/index.ts';
import { type Scope, scopePath } from '../scope.ts';
import type { Wanted } from '../wanted.ts';
import type { ScopeView } from './views/scope.ts';

/** Whether an application is frozen, and what it wants. */
export async function automationView(
  scope: Scope,
  liveDigest: string | undefined,
  { state }: Pick<Ports, 'state'>,
): Promise<Pick<ScopeView, 'automation' | 'wanted'>> {
  if (scope.layer !== 'application') return {};
  const path = scopePath(scope);
  const [automation, wanted] = await Promise.all([state.readAutomation(path), state.readWanted(path)]);
  return {
    ...(automation && { automation: withoutScope(automation) }),
    ...(wanted && { wanted: wantedView(wanted, liveDigest) }),
  };
}

function wantedView(wanted: Wanted, liveDigest: string | undefined): ScopeView['wanted'] {
  const { repository, tag, ...rest } = withoutScope(wanted);
  return { image: `${repository}:${tag}`, live: wanted.digest === liveDigest, ...rest };
}

function withoutScope<T extends { readonly scope: string }>({ scope: _, ...rest }: T): Omit<T, 'scope'> {
  return rest;
}
