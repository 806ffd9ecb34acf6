import { AwsError } from '../../../src/cloud/kernel/errors.ts';
import type { ResourceType } from '../../../src/cloud/kernel/service.ts';

/** What the next calls for resources of the stubborn type do, by logical id. */
export interface Stubbornness {
  readonly failCreate: Set<string>;
  readonly failUpdate: Set<string>;
  readonly failDelete: Set<string>;
  /** `verb logicalId`, in order. */
  readonly calls: string[];
}

/** A queue type that fails where a test says so, and waits by itself for ten minutes where `Slow` is in its name. */
export function stubbornType(): { type: ResourceType; stubborn: Stubbornness } {
  const stubborn: Stubbornness = { failCreate: new Set(), failUpdate: new Set(), failDelete: new Set(), calls: [] };
  let count = 0;
  const meet = (verb: string, logicalId: string, failing: Set<string>) => {
    stubborn.calls.push(`${verb} ${logicalId}`);
    if (failing.has(logicalId)) throw new AwsError('Stubborn', `${logicalId} will not ${verb}`);
  };
  const type: ResourceType = {
    typeName: 'AWS::SQS::Queue',
    timing: 'own',
    async create(_properties, context) {
      const { logicalId, kernel, signal } = context;
      const resource = { physicalId: `queue-${logicalId}-${++count}` };
      if (logicalId.includes('Slow')) {
        context.announce(resource);
        await kernel.clock.sleep(600, signal);
      }
      meet('create', logicalId, stubborn.failCreate);
      return resource;
    },
    async update(resource, _properties, _previous, { logicalId, kernel, signal }) {
      if (logicalId.includes('Slow')) await kernel.clock.sleep(600, signal);
      meet('update', logicalId, stubborn.failUpdate);
      return resource;
    },
    async delete({ physicalId }, _properties, { logicalId }) {
      stubborn.calls.push(`physically delete ${physicalId}`);
      meet('delete', logicalId, stubborn.failDelete);
    },
  };
  return { type, stubborn };
}

/** A queue of the stubborn type. */
export function queue(delaySeconds = 0, more: object = {}): object {
  return { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: delaySeconds }, ...more };
}
