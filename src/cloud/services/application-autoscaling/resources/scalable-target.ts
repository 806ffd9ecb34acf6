import type { RegisterScalableTargetRequest } from '@aws-sdk/client-application-auto-scaling';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { deregisterScalableTarget, registerScalableTarget } from '../scalable-targets.ts';
import { autoscalingStore, targetKey } from '../store.ts';

/** `Ref` answers `resource|dimension|namespace`. */
export const scalableTargetType: ResourceType = {
  typeName: 'AWS::ApplicationAutoScaling::ScalableTarget',
  timing: 'model',
  create: register,
  update: (_resource, properties, _previous, context) => register(properties, context),
  async delete(_resource, properties, context) {
    const request = properties as unknown as RegisterScalableTargetRequest;
    if (autoscalingStore(context).targets.has(targetKey(request))) deregisterScalableTarget(request, context);
  },
};

async function register(properties: Record<string, unknown>, context: ResourceContext) {
  const request = coerceProperties(properties, {
    numbers: ['MinCapacity', 'MaxCapacity'],
  }) as unknown as RegisterScalableTargetRequest;
  await registerScalableTarget(request, context);
  const id = `${request.ResourceId}|${request.ScalableDimension}|${request.ServiceNamespace}`;
  return { physicalId: id, attributes: { Id: id } };
}
