import type { ScopeClaim } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { Target } from '../ports/index.ts';
import { cidrsOverlap, freeCidrs } from '../spec/cidr.ts';

/** Of a path pattern, as a rule of a load balancer takes it. */
const pathLengthMax = 128;

/** Rules that a load balancer takes beside its default one, and so applications in an environment. */
export const applicationsMax = 50;

/** What a scope wants to have, before it is written. */
export type WantedClaim = Pick<ScopeClaim, 'kind' | 'key' | 'value' | 'account' | 'region' | 'shared'>;

interface Wish {
  /** Path of the scope that wants it. */
  readonly scope: string;
}

export interface NetworkWish extends Wish {
  readonly target: Target;
  /** As the spec says; absent: what the environment has, else one that is free. */
  readonly cidr: string | undefined;
  /** The network exists: it cannot move to another range, account or region. */
  readonly standing: boolean;
  /** How often another scope was quicker: those who lost a range choose apart from each other. */
  readonly attempt: number;
}

/** The address range of an environment. Throws CidrOverlap, and InvalidParameter for a network that would have to move. */
export function claimNetwork(claims: readonly ScopeClaim[], wish: NetworkWish): WantedClaim {
  const { scope, target, attempt } = wish;
  const ranges = claims.filter(({ kind }) => kind === 'range');
  const own = ranges.filter((claim) => claim.scope === scope);
  const mine = own.find(({ standing }) => standing) ?? own[0];
  if (wish.standing && mine) assertNotMoved(mine, wish);
  const others = ranges.filter((claim) => claim.scope !== scope && isIn(claim, target));
  const overlapped = (cidr: string) => others.find((claim) => cidrsOverlap(claim.value, cidr));
  const kept = own.find((claim) => isIn(claim, target) && overlapped(claim.value) === undefined)?.value;
  const free = freeCidrs(others.map(({ value }) => value));
  const cidr = wish.cidr ?? kept ?? free[attempt === 0 ? 0 : (spread(scope) + attempt) % free.length];
  if (cidr === undefined)
    throw new PlinthError('CidrOverlap', 'every 10.N.0.0/16 is in use; set Cidr of `network` to a free range');
  const other = overlapped(cidr);
  if (other) throw overlap(cidr, other);
  const { account, region } = target;
  return { kind: 'range', key: `range/${account}/${region}/${cidr}`, value: cidr, account, region };
}

function isIn({ account, region }: Pick<ScopeClaim, 'account' | 'region'>, target: Target): boolean {
  return account === target.account && region === target.region;
}

/** The same number for the same text, and mostly another one for another. */
function spread(text: string): number {
  // FNV-1a, of 32 bits.
  return [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01_00_01_93) >>> 0, 0x81_1c_9d_c5);
}

export interface RouteWish extends Wish {
  readonly route: { readonly path?: string | undefined; readonly host?: string | undefined };
}

/**
 * A listener rule priority for an application. The load balancer takes the first rule that matches, so narrower conditions
 * come first: hosts, then paths by how long they are before a wildcard. Throws QuotaExceeded.
 */
export function claimRulePriority(claims: readonly ScopeClaim[], { scope, route }: RouteWish): WantedClaim {
  const priorities = claims.filter(({ kind }) => kind === 'priority');
  const first = firstPriority(route);
  const band = Array.from({ length: applicationsMax }, (_, index) => String(first + index));
  const mine = priorities.find((claim) => claim.scope === scope && band.includes(claim.value));
  if (mine === undefined) assertRuleLeft(priorities, scope);
  const taken = new Set(priorities.filter((claim) => claim.scope !== scope).map(({ value }) => value));
  const value = mine?.value ?? band.find((number) => !taken.has(number)) ?? String(first);
  return { kind: 'priority', key: `priority/${value}`, value };
}

function assertRuleLeft(priorities: readonly ScopeClaim[], scope: string): void {
  const others = new Set(priorities.map((claim) => claim.scope).filter((other) => other !== scope));
  if (others.size < applicationsMax) return;
  const environment = priorities[0]?.parent;
  const message = `${environment} has ${applicationsMax} applications, the maximum of its load balancer`;
  throw new PlinthError('QuotaExceeded', message, { fields: [{ pointer: '/application', message }] });
}

/** Each length of a path has as many priorities as there may be applications; the least is before all of them. */
function firstPriority({ path = '/*', host }: RouteWish['route']): number {
  if (host !== undefined) return 1;
  const literal = path.split(/[*?]/)[0]?.length ?? 0;
  // An exact path is said more closely than any pattern that begins with it.
  const closeness = path.length === literal ? literal + 1 : literal;
  return 1 + (pathLengthMax + 2 - closeness) * applicationsMax;
}

/**
 * The requests that an application answers. Throws InvalidRequest when another one answers the very same, or is about to: only
 * one of them would ever be asked. A route that another application leaves is free once its stack has moved.
 */
export function claimRoute(claims: readonly ScopeClaim[], { scope, route: { path, host } }: RouteWish): WantedClaim {
  const value = host ?? path ?? '/*';
  const other = claims.find((claim) => claim.kind === 'route' && claim.value === value && claim.scope !== scope);
  if (other) {
    const message = `application '${lastName(other)}' has the route ${value} already; choose another path or host`;
    const pointer = host === undefined ? '/route/path' : '/route/host';
    throw new PlinthError('InvalidRequest', message, { fields: [{ pointer, message }] });
  }
  return { kind: 'route', key: `route/${value}`, value };
}

export interface DomainWish extends Wish {
  readonly domain: string;
  /** Its records share the domain with those of other environments. */
  readonly shared: boolean;
  /** The domain of the base's zone, which delegates: an environment of that very domain gets no zone of its own. */
  readonly zone?: string | undefined;
}

/**
 * The domain of an environment. Throws InvalidRequest when another environment has it, unless both share it: DNS has one record of
 * a name. The same for one inside or around another's: the outer zone is asked for all of its names, and the inner one
 * would be delegated somewhere else.
 */
export function claimDomain(claims: readonly ScopeClaim[], { scope, domain, shared, zone }: DomainWish): WantedClaim {
  const others = claims.filter((claim) => claim.kind === 'domain' && claim.scope !== scope);
  const other = others.find((claim) => claim.value === domain && !(shared && claim.shared));
  if (other) {
    throw domainTaken(
      `'${domain}' is the domain of ${other.scope}; to share it, set Routing of \`https\` in both environments`,
    );
  }
  const nested = others.find(
    ({ value }) => (value !== zone && isInside(domain, value)) || (domain !== zone && isInside(value, domain)),
  );
  if (nested) {
    throw domainTaken(`'${domain}' and '${nested.value}', the domain of ${nested.scope}, must not contain each other`);
  }
  // Those who share a domain have a claim each.
  const key = shared ? `domain/${domain}/${lastName({ scope })}` : `domain/${domain}`;
  return { kind: 'domain', key, value: domain, shared };
}

function isInside(domain: string, other: string): boolean {
  return domain.endsWith(`.${other}`);
}

function lastName({ scope }: Pick<ScopeClaim, 'scope'>): string {
  return scope.split('/').at(-1) ?? scope;
}

function domainTaken(message: string): PlinthError {
  return new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/domain', message }] });
}

function assertNotMoved(mine: ScopeClaim, { target, cidr = mine.value }: NetworkWish): void {
  if (mine.value === cidr && isIn(mine, target)) return;
  const current = `the network is in ${mine.account}, ${mine.region} with ${mine.value}`;
  const message = `${current} and cannot move to ${target.account}, ${target.region} with ${cidr}; retire the environment with its data first`;
  const fields = [{ pointer: '/components/network/Cidr', message }];
  throw new PlinthError('InvalidParameter', message, { fields });
}

function overlap(cidr: string, { value, scope }: ScopeClaim): PlinthError {
  const message = `${cidr} overlaps ${value} of ${scope}`;
  const fields = [{ pointer: '/components/network/Cidr', message }];
  return new PlinthError('CidrOverlap', message, { fields });
}
