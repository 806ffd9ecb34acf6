import type { Attention } from '../entities.ts';
import { type Difference, isMendedByRepair, type ObservedScope, OF_THE_RELEASE } from '../observation.ts';
import { parseScope } from '../scope.ts';

/** The scope works, in part: no operator has to decide anything about the rest to keep users served. */
const DEGRADED: ReadonlySet<string> = new Set(['too-few-run', 'standby-missing', 'test-rule-missing']);
const reasonLengthMax = 1500;

interface Marked {
  readonly scope: string;
  readonly now: string;
  /** The mark that is there. */
  readonly before: Attention | undefined;
  /** Whether there is a release to roll back to. */
  readonly hasPrevious: boolean;
}

/**
 * The mark of a scope after it was observed: `degraded` or `needs-attention` with the cause, what serves and the next commands, or
 * none. A mark that an operation made stays. The same differences are the same mark. Pure.
 */
export function decideAttention(
  observed: ObservedScope,
  { scope, now, before, hasPrevious }: Marked,
): Attention | undefined {
  if (before?.by === 'operation') return before;
  const { differences } = observed;
  if (differences.length === 0) return undefined;
  const codes = [...new Set(differences.map(({ code }) => code))].sort();
  const kind = codes.every((code) => DEGRADED.has(code)) ? 'degraded' : 'needs-attention';
  if (before && before.kind === kind && before.codes.join() === codes.join()) return before;
  return {
    kind,
    by: 'sweep',
    codes,
    reason: reasonOf(differences, observed.serves),
    since: now,
    commands: [...commandsFor(scope, differences, hasPrevious)],
  };
}

function reasonOf(differences: readonly Difference[], serves: string | undefined): string {
  const causes = differences.map(({ message }) => message);
  return [...causes, ...(serves === undefined ? [] : [serves])].join('; ').slice(0, reasonLengthMax);
}

function commandsFor(scope: string, differences: readonly Difference[], hasPrevious: boolean): readonly string[] {
  const name = argumentOf(scope);
  const codes = differences.map(({ code }) => code);
  const failing = codes.some((code) => OF_THE_RELEASE.has(code));
  return [
    ...(isMendedByRepair(codes) ? [`plinth repair ${name}`] : []),
    ...(failing && hasPrevious ? [`plinth rollback ${name}`] : []),
    `plinth operations ${name}`,
    `plinth status ${name}`,
  ];
}

/** A scope as people name it: `base`, `dev`, `dev/shop`. */
export function argumentOf(path: string): string {
  const scope = parseScope(path);
  if (!scope || !('environment' in scope)) return 'base';
  return scope.layer === 'environment' ? scope.environment : `${scope.environment}/${scope.application}`;
}
