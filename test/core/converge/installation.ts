import type { Operation } from '../../../src/core/entities.ts';
import { acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { readOperation } from '../../../src/core/operation/operation-state.ts';
import { parseScope, type Scope } from '../../../src/core/scope.ts';
import { RetireRequest } from '../../../src/core/spec/retire-request.ts';
import { parseScopeSpec } from '../../../src/core/spec/scope-spec.ts';
import { runConverge, runConverges, type Script, type Trace } from '../../fakes/converge-machine.ts';
import { type FakePorts, fakePorts } from '../../fakes/index.ts';
import { recordedStacks } from '../../fakes/recorded-stacks.ts';
import { smallCatalogue } from '../templates.ts';

export interface Done {
  readonly trace: Trace;
  readonly operation: Operation;
}

export type Options = Script & { readonly planOnly?: boolean; readonly allow?: readonly string[] };

/** A Plinth in memory, and the requests that people make of it. */
export function installation(ports: FakePorts = fakePorts({ catalogue: smallCatalogue, stacks: recordedStacks })) {
  const run = async (
    kind: 'provision' | 'retire' | 'repair',
    path: string,
    rest: Options & { request: object },
  ): Promise<Done> => {
    const { planOnly = false, request, ...script } = rest;
    const scope = parseScope(path) as Scope;
    const accept = { kind, scope, request: { ...request }, principal: 'ana', trigger: 'api' as const, planOnly };
    const { id } = await acceptOperation(accept, ports);
    const trace = await runConverge(id, ports, script);
    ports.time.advance(60);
    return { trace, operation: await readOperation(id, ports) };
  };
  const ask = async (path: string, body: object = {}, kind: 'provision' | 'retire' = 'provision'): Promise<string> => {
    const scope = parseScope(path) as Scope;
    const request = kind === 'retire' ? RetireRequest.parse(body) : parseScopeSpec(scope.layer, body);
    const wanted = 'spec' in request ? { spec: request.spec } : { ...request };
    return (await acceptOperation({ kind, scope, request: wanted, principal: 'ana', trigger: 'api' }, ports)).id;
  };
  return {
    ports,
    /** Has it accepted, and answers the operation's id. */
    ask,
    /** Runs accepted operations side by side. */
    run: (ids: readonly string[], script: Script = {}): Promise<Trace> => runConverges(ids, ports, script),
    put: (path: string, body: object = {}, options: Options = {}): Promise<Done> => {
      const { spec } = parseScopeSpec((parseScope(path) as Scope).layer, body);
      return run('provision', path, { ...options, request: { spec, allow: options.allow ?? [] } });
    },
    retire: (path: string, body: object = {}, options: Options = {}): Promise<Done> =>
      run('retire', path, { ...options, request: RetireRequest.parse(body) }),
    repair: (path: string): Promise<Done> => run('repair', path, { request: {} }),
    scopeState: async (path: string) => (await ports.state.readScopeState(path))!,
  };
}

/** An installation with its base, the environment `dev` and the application `shop` in it. */
export async function standing(catalogue = smallCatalogue) {
  const plinth = installation(fakePorts({ catalogue, stacks: recordedStacks }));
  await plinth.put('base', { applications: ['shop'] });
  await plinth.put('environments/dev', { components: { mysql: {} } });
  await plinth.put('environments/dev/applications/shop');
  return plinth;
}
