import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { checkCertificates } from '../listeners.ts';
import { elbStore, findListener } from '../store.ts';

interface ListenerCertificateProperties {
  readonly ListenerArn: string;
  readonly Certificates: readonly { readonly CertificateArn?: string }[];
}

/** AWS::ElasticLoadBalancingV2::ListenerCertificate: what a listener serves with beside its default certificate. */
export const listenerCertificateType: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::ListenerCertificate',
  timing: 'model',
  async create(properties, context) {
    add(properties, context);
    return { physicalId: context.physicalName(255) };
  },
  async update(resource, properties, previous, context) {
    remove(previous, context);
    add(properties, context);
    return resource;
  },
  async delete(_resource, properties, context) {
    remove(properties, context);
  },
};

function add(properties: Record<string, unknown>, context: ResourceContext): void {
  const { ListenerArn, Certificates } = properties as unknown as ListenerCertificateProperties;
  const listener = findListener(ListenerArn, context);
  checkCertificates(Certificates, context);
  for (const { CertificateArn = '' } of Certificates) listener.furtherCertificates.add(CertificateArn);
}

/** The listener may have gone before. */
function remove(properties: Record<string, unknown>, context: ResourceContext): void {
  const { ListenerArn, Certificates } = properties as unknown as ListenerCertificateProperties;
  const listener = elbStore(context).listeners.get(ListenerArn);
  for (const { CertificateArn = '' } of Certificates) listener?.furtherCertificates.delete(CertificateArn);
}
