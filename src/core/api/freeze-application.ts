import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { scopePath } from '../scope.ts';
import { parseBody } from '../spec/parse-body.ts';
import { timestamp } from '../time.ts';
import { type ApplicationScope, startWanted } from '../wanted/start-wanted.ts';
import { AutomationDecision } from './bodies.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { pathScope } from './path-scope.ts';
import { readScope } from './read-scope.ts';

/** `POST .../freeze`: pushed images and schedules start nothing until `unfreeze`. What runs goes on. Throws NotFound. */
export async function freezeApplication(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  await decide(request, true, ports);
  return readScope(request, ports);
}

/** `POST .../unfreeze`: automation goes on, with what is wanted by now. Throws NotFound. */
export async function unfreezeApplication(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = await decide(request, false, ports);
  await startWanted(scope, ports);
  return readScope(request, ports);
}

/** The first decision stands, with who made it, when and why: the same again changes nothing. No lock can refuse it. */
async function decide(request: ApiRequest, frozen: boolean, ports: Ports): Promise<ApplicationScope> {
  const { reason } = parseBody(AutomationDecision, request.body);
  const scope = pathScope(request);
  const path = scopePath(scope);
  if (scope.layer !== 'application' || (await ports.state.readScopeState(path)) === undefined)
    throw new PlinthError('NotFound', `${path} does not exist`);
  const before = await ports.state.readAutomation(path);
  if ((before?.frozen ?? false) === frozen) return scope;
  const { principal: by } = request.caller;
  await ports.state.putAutomation({ scope: path, frozen, by, since: timestamp(ports.time), reason });
  ports.log.info(frozen ? 'its automation was stopped' : 'its automation goes on', { scope: path });
  return scope;
}
