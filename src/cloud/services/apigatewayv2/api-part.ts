import type { Call, Operation } from '../../kernel/service.ts';
import { findApi, type HttpApi, notFound, pageOf } from './http-api-store.ts';

/** A kind of object that belongs to an API: its routes, integrations, stages, ... All are stored alike. */
export interface ApiPart<T> {
  create(api: HttpApi, call: Call, given: Partial<T>): T;
  update(api: HttpApi, call: Call, id: string, changes: Partial<T>): T;
  delete(api: HttpApi, call: Call, id: string): void;
  find(api: HttpApi, id: string | undefined): T;
  /** `CreateRoute`, `GetRoute`, `GetRoutes`, `UpdateRoute`, `DeleteRoute`. */
  readonly operations: Readonly<Record<string, Operation>>;
}

export interface ApiPartKind<T> {
  /** `Route` */
  readonly name: string;
  /** Member that identifies it: `RouteId`. */
  readonly id: keyof T & string;
  readonly partsOf: (api: HttpApi) => Map<string, T>;
  /**
   * Sets defaults and checks; `previous` is the object before an update. Throws `BadRequestException`,
   * `ConflictException`.
   */
  readonly complete: (given: Partial<T>, context: { api: HttpApi; call: Call; previous: T | undefined }) => T;
  readonly beforeDelete?: (part: T, api: HttpApi) => void;
}

export function apiPart<T>(kind: ApiPartKind<T>): ApiPart<T> {
  const { name, id, partsOf } = kind;
  const find = (api: HttpApi, wanted: string | undefined): T => {
    const part = partsOf(api).get(wanted ?? '');
    if (part === undefined) throw notFound(`Invalid ${name} identifier specified`);
    return part;
  };
  const part: Omit<ApiPart<T>, 'operations'> = {
    find,
    create(api, call, given) {
      const made = kind.complete(given, { api, call, previous: undefined });
      partsOf(api).set(String(made[id]), made);
      return made;
    },
    update(api, call, wanted, changes) {
      const previous = find(api, wanted);
      const changed = kind.complete(changes, { api, call, previous });
      partsOf(api).set(String(changed[id]), changed);
      return changed;
    },
    delete(api, _call, wanted) {
      kind.beforeDelete?.(find(api, wanted), api);
      partsOf(api).delete(wanted);
    },
  };
  return { ...part, operations: operationsOf(kind, part) };
}

// biome-ignore lint/suspicious/noExplicitAny: the SDK's input types differ by kind; members are checked by the wire.
type Input = any;

function operationsOf<T>({ name, id, partsOf }: ApiPartKind<T>, part: Omit<ApiPart<T>, 'operations'>) {
  const given = ({ ApiId: _api, ...rest }: Input) => rest as Partial<T>;
  return {
    [`Create${name}`]: (input: Input, call: Call) => part.create(findApi(call, input.ApiId), call, given(input)),
    [`Get${name}`]: (input: Input, call: Call) => part.find(findApi(call, input.ApiId), input[id]),
    [`Get${name}s`]: (input: Input, call: Call) => pageOf([...partsOf(findApi(call, input.ApiId)).values()], input),
    [`Update${name}`]: (input: Input, call: Call) =>
      part.update(findApi(call, input.ApiId), call, input[id], given(input)),
    [`Delete${name}`]: (input: Input, call: Call) => {
      part.delete(findApi(call, input.ApiId), call, input[id]);
      return {};
    },
  };
}

/** The previous values with the changes applied; an undefined member keeps the previous value. */
export function merged<T extends object>(previous: T | undefined, changes: Partial<T>): Partial<T> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...previous, ...Object.fromEntries(given) } as Partial<T>;
}
