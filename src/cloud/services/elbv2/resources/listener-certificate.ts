import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { checkCertificates } from '../listeners.ts';
import { elbStore, findListener } from '../store.ts';

interface ListenerCertificateProperties {
  readonly ListenerArn: string;
  readonly Certificates: readonly { readonly CertificateArn?: string }[];
}

/** AWS::ElasticLoadBalancingV2::ListenerCertificate: the certificates that a listener has besides its default one. */
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

/** The listener may already be deleted. */
function remove(properties: Record<string, unknown>, context: ResourceContext): void {
  const { ListenerArn, Certificates } = properties as unknown as ListenerCertificateProperties;
  const listener = elbStore(context).listeners.get(ListenerArn);
  for (const { CertificateArn = '' } of Certificates) listener?.furtherCertificates.delete(CertificateArn);
}
