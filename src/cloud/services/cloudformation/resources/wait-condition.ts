import { AwsError } from '../../../kernel/errors.ts';
import type { Kernel, ResourceType } from '../../../kernel/service.ts';
import { awaitSignals, sendSignal } from '../engine/signals.ts';
import { stacksOf } from '../stack/stack-store.ts';

/** A pre-signed URL: a `PUT` of `{"Status", "UniqueId", "Data", "Reason"}` to it is a signal. */
export const waitConditionHandleType: ResourceType = {
  typeName: 'AWS::CloudFormation::WaitConditionHandle',
  timing: 'model',
  async create(_properties, { kernel, region, stackId, logicalId, stackName }) {
    const host = hostOf(region);
    const path = `/${encodeURIComponent(stackId)}/${stackName}/${logicalId}-${kernel.random.hex(12)}`;
    const url = `https://${host}${path}?X-Amz-Signature=${kernel.random.hex(64)}`;
    openHost(kernel, region);
    return { physicalId: url, attributes: { Id: url } };
  },
  async delete() {},
};

/** Waits for signals at a handle. */
export const waitConditionType: ResourceType = {
  typeName: 'AWS::CloudFormation::WaitCondition',
  timing: 'own',
  async create(properties, context) {
    const { kernel, stackId, logicalId, signal } = context;
    const physicalId = context.physicalName(255);
    const handle = properties.Handle;
    if (typeof handle !== 'string') return { physicalId, attributes: { Data: '{}' } };
    context.announce({ physicalId, attributes: { Data: '{}' } });
    const wanted = Number(properties.Count ?? 1);
    const stack = stacksOf(kernel, context).find(stackId)!;
    // Machines here do not run boot scripts: a template that calls `cfn-signal` counts as having signalled.
    if (stack.definition?.body.includes('cfn-signal') === true) return { physicalId, attributes: { Data: '{}' } };
    const timeoutSeconds = Number(properties.Timeout ?? 0);
    const { received, failure, signals } = await awaitSignals(
      { kernel, stack, signal },
      { logicalId },
      { wanted, timeoutSeconds, key: handle },
    );
    if (failure !== undefined) {
      throw new AwsError(
        'WaitCondition',
        `WaitCondition received failed message: '${failure}' for uniqueId: ${failure}`,
      );
    }
    if (received < wanted) {
      throw new AwsError(
        'WaitCondition',
        `WaitCondition timed out. Received ${received} conditions when expecting ${wanted}`,
      );
    }
    const data = Object.fromEntries(signals.map(({ uniqueId, data: text }) => [uniqueId, text ?? '']));
    return { physicalId, attributes: { Data: JSON.stringify(data) } };
  },
  async delete() {},
};

function hostOf(region: string): string {
  return `cloudformation-waitcondition-${region}.s3.${region}.amazonaws.com`;
}

/** Registering a host again replaces the handler by an equal one, so this needs no memory of having been called. */
function openHost(kernel: Kernel, region: string): void {
  for (const port of [80, 443]) {
    kernel.network.register(hostOf(region), port, async (request) => {
      const key = request.url.replace(/^http:/, 'https:').replace(/:443\//, '/');
      const body = parseBody(request.body);
      const uniqueId = String(body.UniqueId ?? kernel.random.uuid());
      const status = body.Status === 'SUCCESS' ? 'SUCCESS' : 'FAILURE';
      sendSignal(kernel, key, { uniqueId, status, data: String(body.Data ?? '') });
      return { status: 200, headers: {}, body: new Uint8Array() };
    });
  }
}

/** The URLs of a snapshot's handles take signals again. */
export function reopenWaitConditions(kernel: Kernel): void {
  for (const { region } of kernel.accountRegions('cloudformation')) openHost(kernel, region);
}

function parseBody(body: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
