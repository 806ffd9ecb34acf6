import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { conditionValues } from '../conditions.ts';

/** The parts of a request that rules match. */
export interface RoutedRequest {
  readonly method: string;
  /** Without the port. */
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceIp: string;
}

/** Every condition must hold, for at least one of its values. */
export function matchesRule(request: RoutedRequest, conditions: readonly RuleCondition[]): boolean {
  return conditions.every((condition) => matchesCondition(request, condition));
}

function matchesCondition(request: RoutedRequest, condition: RuleCondition): boolean {
  const values = conditionValues(condition);
  switch (condition.Field) {
    case 'path-pattern':
      return values.some((pattern) => glob(pattern).test(request.path));
    case 'host-header':
      return values.some((pattern) => glob(pattern, 'i').test(request.host));
    case 'http-header': {
      const header = request.headers[condition.HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? ''];
      return header !== undefined && values.some((pattern) => glob(pattern, 'i').test(header));
    }
    case 'http-request-method':
      return values.includes(request.method);
    case 'source-ip':
      return values.some((block) => isInBlock(request.sourceIp, block));
    default:
      return matchesQuery(request.query, condition);
  }
}

function matchesQuery(query: URLSearchParams, condition: RuleCondition): boolean {
  const pairs = [...query];
  return (condition.QueryStringConfig?.Values ?? []).some(({ Key, Value }) =>
    pairs.some(([key, value]) => (Key === undefined || glob(Key, 'i').test(key)) && glob(Value ?? '', 'i').test(value)),
  );
}

/** `*` is any run of characters, `?` is one. */
function glob(pattern: string, flags = ''): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}

function isInBlock(address: string, block: string): boolean {
  const [base = '', prefix = '32'] = block.split('/');
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(asNumber(address) / size) === Math.floor(asNumber(base) / size);
}

function asNumber(address: string): number {
  return address.split('.').reduce((total, octet) => total * 256 + Number(octet), 0);
}
