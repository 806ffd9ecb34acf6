import type { Attention } from '../entities.ts';

/** What an operator has to decide about an application, with the commands that lead out of it. */
export function attentionOf(application: string, { reason, since }: Pick<Attention, 'reason' | 'since'>): Attention {
  const [, environment, , name] = application.split('/');
  const argument = `${environment}/${name}`;
  return {
    kind: 'needs-attention',
    by: 'operation',
    codes: ['failed-release-serves'],
    reason,
    since,
    commands: [`plinth release ${argument} ${name}:<tag>`, `plinth rollback ${argument} <number>`],
  };
}
