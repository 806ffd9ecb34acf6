import type { RunningKernel } from '../kernel/kernel.ts';
import type { Service } from '../kernel/service.ts';
import type { CredentialScope } from './caller.ts';
import { cborCodec } from './cbor-codec.ts';
import type { Codec, WireRequest } from './codec.ts';
import { jsonCodec } from './json-codec.ts';
import { ec2Codec, formOf, queryCodec } from './query-codec.ts';
import { restJsonCodec } from './rest-json-codec.ts';
import { matchRest } from './rest-route.ts';
import { restXmlCodec } from './rest-xml-codec.ts';
import { type ServiceModel, serviceModel } from './service-model.ts';

/** The service and protocol of a request. `model` is absent when the embedded cloud does not have the service. */
export interface Destination {
  readonly serviceName: string;
  readonly model: ServiceModel | undefined;
  readonly codec: Codec;
}

/**
 * Chooses the service by the signature's scope; for an unsigned request by `X-Amz-Target`, by the
 * version of a query, or by a path that one of the REST services matches. Every other request goes to S3.
 */
export function destinationOf(kernel: RunningKernel, request: WireRequest, scope?: CredentialScope): Destination {
  const service = scope === undefined ? unsignedService(kernel, request) : kernel.services.get(scope.signingName);
  const model = service && modelOf(service);
  const serviceName = scope?.signingName ?? service?.signingName ?? 'an unknown service';
  return { serviceName, model, codec: codecOf(request, model) };
}

const models = new WeakMap<Service, ServiceModel>();

function modelOf(service: Service): ServiceModel {
  let model = models.get(service);
  if (model === undefined) {
    model = serviceModel(service);
    models.set(service, model);
  }
  return model;
}

function codecOf(request: WireRequest, model: ServiceModel | undefined): Codec {
  if (model?.protocol === 'restXml') return restXmlCodec(model);
  if (model?.protocol === 'restJson1') return restJsonCodec(model);
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return cborCodec;
  if (request.headers['x-amz-target'] !== undefined) return jsonCodec;
  if (model?.protocol === 'ec2Query') return ec2Codec;
  if (isQuery(request) || model?.protocol === 'awsQuery') return queryCodec;
  return jsonCodec;
}

function unsignedService(kernel: RunningKernel, request: WireRequest): Service | undefined {
  const services = [...kernel.services.values()];
  const byModel = (test: (model: ServiceModel) => boolean) => services.find((service) => test(modelOf(service)));
  const target = request.headers['x-amz-target']?.split('.').slice(0, -1).join('.');
  if (target !== undefined) return byModel((model) => model.target === target);
  const cborService = /^\/service\/([^/]+)\/operation\//.exec(request.path)?.[1];
  if (cborService !== undefined) return byModel((model) => model.target === cborService);
  if (isQuery(request)) {
    const version = formOf(request).get('Version');
    const found = byModel((model) => !model.protocol.startsWith('rest') && model.version === version);
    if (found !== undefined) return found;
  }
  const rest = byModel((model) => model.protocol === 'restJson1' && matchRest(model, request) !== undefined);
  return rest ?? kernel.services.get('s3');
}

function isQuery(request: WireRequest): boolean {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return (isForm || request.method === 'GET') && formOf(request).has('Action');
}
