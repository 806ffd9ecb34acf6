import type { NetworkClaim, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import type { Target } from '../ports/index.ts';
import { cidrsOverlap, firstFreeCidr } from '../spec/cidr.ts';

/** Of a path pattern, as a rule of a load balancer takes it. */
const pathLengthMax = 128;

/** Rules that a load balancer takes beside its default one, and so applications in an environment. */
export const applicationsMax = 50;

export interface NetworkWish {
  readonly environment: string;
  readonly target: Target;
  /** As the spec says; absent: what the environment has, else the first that is free. */
  readonly cidr: string | undefined;
  /** The network stands: it cannot move to another range, account or region. */
  readonly standing: boolean;
}

/**
 * The state of the base with the environment's address range taken. Throws CidrOverlap, and InvalidParameter for a network
 * that would have to move.
 */
export function claimNetwork(base: ScopeState, wish: NetworkWish): ScopeState {
  const mine = own(base.networks, wish.environment);
  if (wish.standing && mine) assertNotMoved(mine, wish);
  const others = Object.entries(base.networks).filter(([name, claim]) => {
    return name !== wish.environment && claim.account === wish.target.account && claim.region === wish.target.region;
  });
  const taken = others.map(([, claim]) => claim.cidr);
  const moved = mine && (mine.account !== wish.target.account || mine.region !== wish.target.region);
  const cidr = wish.cidr ?? (moved ? undefined : mine?.cidr) ?? firstFreeCidr(taken);
  if (cidr === undefined)
    throw new PlinthError('CidrOverlap', 'every 10.N.0.0/16 is in use; set Cidr of `network` to a free range');
  const overlapped = others.find(([, claim]) => cidrsOverlap(claim.cidr, cidr));
  if (overlapped) throw overlap(cidr, overlapped[0], overlapped[1]);
  const claim: NetworkClaim = { account: wish.target.account, region: wish.target.region, cidr };
  return { ...base, networks: { ...base.networks, [wish.environment]: claim } };
}

/**
 * The state of the environment with a listener rule priority for the application. The first rule that matches answers, so what is
 * said more closely comes first: hosts, then paths by how much of them stands before a star. Throws QuotaExceeded.
 */
export function claimRulePriority(environment: ScopeState, application: string, route: RouteWish): ScopeState {
  const { [application]: mine, ...others } = environment.rulePriorities;
  const first = firstPriority(route);
  const band = Array.from({ length: applicationsMax }, (_, index) => first + index);
  if (mine !== undefined && band.includes(mine)) return environment;
  const taken = new Set(Object.values(others));
  if (taken.size >= applicationsMax) {
    const message = `${environment.scope} has ${applicationsMax} applications, the maximum of its load balancer`;
    throw new PlinthError('QuotaExceeded', message, { fields: [{ pointer: '/application', message }] });
  }
  const free = band.find((number) => !taken.has(number)) ?? first;
  return { ...environment, rulePriorities: { ...others, [application]: free } };
}

/** Each length of a path has as many priorities as there may be applications; the least is before all of them. */
function firstPriority({ path = '/*', host }: RouteWish): number {
  if (host !== undefined) return 1;
  const literal = path.split(/[*?]/)[0]?.length ?? 0;
  // An exact path is said more closely than any pattern that begins with it.
  const closeness = path.length === literal ? literal + 1 : literal;
  return 1 + (pathLengthMax + 2 - closeness) * applicationsMax;
}

export interface RouteWish {
  readonly path?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * The state of the environment with the requests taken that the application answers. Throws InvalidRequest when another one
 * answers the very same: only one of them would ever be asked.
 */
export function claimRoute(environment: ScopeState, application: string, { path, host }: RouteWish): ScopeState {
  const route = host ?? path ?? '/*';
  const other = Object.entries(environment.routes).find(([name, taken]) => name !== application && taken === route);
  if (other) {
    const message = `application '${other[0]}' has the route ${route} already; choose another path or host`;
    const pointer = host === undefined ? '/route/path' : '/route/host';
    throw new PlinthError('InvalidRequest', message, { fields: [{ pointer, message }] });
  }
  return { ...environment, routes: { ...environment.routes, [application]: route } };
}

export interface DomainWish {
  readonly environment: string;
  readonly domain: string | undefined;
  /** Its records share the domain with those of other environments. */
  readonly shared: boolean;
  /** The domain of the base's zone, which delegates: an environment of that very domain gets no zone of its own. */
  readonly zone?: string | undefined;
}

/**
 * The state of the base with the environment's domain taken, or given up. Throws InvalidRequest when another environment has it,
 * unless both share it: DNS has one record of a name. The same for one inside or around another's: the outer zone is asked
 * for all of its names, and the inner one would be delegated somewhere else.
 */
export function claimDomain(base: ScopeState, { environment, domain, shared, zone }: DomainWish): ScopeState {
  const { [environment]: _, ...others } = base.domains;
  if (domain === undefined) return { ...base, domains: others };
  const other = Object.entries(others).find(([, claim]) => claim.domain === domain && !(shared && claim.shared));
  if (other) {
    const message = `'${domain}' is the domain of environments/${other[0]}; to share it, set Routing of \`https\` in both environments`;
    throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/domain', message }] });
  }
  const nested = Object.entries(others).find(
    ([, claim]) =>
      (claim.domain !== zone && isInside(domain, claim.domain)) || (domain !== zone && isInside(claim.domain, domain)),
  );
  if (nested) {
    const message = `'${domain}' and '${nested[1].domain}', the domain of environments/${nested[0]}, must not contain each other`;
    throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/domain', message }] });
  }
  return { ...base, domains: { ...others, [environment]: { domain, shared } } };
}

function isInside(domain: string, other: string): boolean {
  return domain.endsWith(`.${other}`);
}

function assertNotMoved(mine: NetworkClaim, { target, cidr = mine.cidr }: NetworkWish): void {
  if (mine.cidr === cidr && mine.account === target.account && mine.region === target.region) return;
  const stands = `the network is in ${mine.account}, ${mine.region} with ${mine.cidr}`;
  const message = `${stands} and cannot move to ${target.account}, ${target.region} with ${cidr}; retire the environment with its data first`;
  const fields = [{ pointer: '/components/network/Cidr', message }];
  throw new PlinthError('InvalidParameter', message, { fields });
}

function overlap(cidr: string, environment: string, claim: NetworkClaim): PlinthError {
  const message = `${cidr} overlaps ${claim.cidr} of environments/${environment}`;
  const fields = [{ pointer: '/components/network/Cidr', message }];
  return new PlinthError('CidrOverlap', message, { fields });
}
