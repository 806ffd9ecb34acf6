import { PlinthError } from '../errors.ts';
import type { StackChange } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { stackParameters } from './stack-parameters.ts';
import { changeToken, type StackStep, type StackToChange, type StackWork } from './stack-work.ts';
import { ContainerEnvironment, withContainerEnvironment } from './with-container-environment.ts';

type ChangePorts = Pick<Ports, 'state' | 'catalogue'>;

/**
 * The planned change of a stack: the whole template and the full parameter set. Errors: MissingParameter when an output that a
 * parameter comes from does not exist, UnknownComponent.
 */
export async function stackChange(step: StackStep, stack: StackToChange, ports: ChangePorts): Promise<StackChange> {
  return {
    stackName: stack.stackName,
    templateBody: await completedTemplate(step, stack, ports),
    parameters: await stackParameters(stack, ports),
    tags: stack.tags,
    ...(stack.mode && { mode: stack.mode }),
    ...(stack.restores && { revertsDrift: true }),
    clientRequestToken: changeToken(step, 'change'),
  };
}

/** The work document with what is sent, as it is before the change was started. */
export function workToSend(work: StackWork, { templateHash }: StackToChange, { parameters }: StackChange): StackWork {
  const { changeSet: _, ...kept } = work;
  return { ...kept, parameters: { ...parameters }, templateHash, created: false, acted: false, unseen: 0 };
}

async function completedTemplate(step: StackStep, { component: name }: StackToChange, ports: ChangePorts) {
  const component = ports.catalogue.component(name);
  if (!component) throw new PlinthError('UnknownComponent', `the catalogue no longer has component \`${name}\``);
  if (component.layer !== 'release') return component.templateBody;
  const environment = await ports.state.readDocument(step.operationId, 'container');
  return withContainerEnvironment(component.templateBody, ContainerEnvironment.parse(environment ?? {}));
}
