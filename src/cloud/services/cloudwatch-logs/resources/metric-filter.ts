import type { MetricTransformation, StandardUnit } from '@aws-sdk/client-cloudwatch-logs';
import type { ResourceType } from '../../../kernel/service.ts';
import { logsStore } from '../logs-store.ts';
import { putMetricFilter } from '../metric-filters.ts';

interface Properties {
  readonly FilterName?: string;
  readonly FilterPattern: string;
  readonly LogGroupName: string;
  readonly MetricTransformations: readonly Transformation[];
}

interface Transformation {
  readonly MetricName: string;
  readonly MetricNamespace: string;
  readonly MetricValue: string;
  readonly DefaultValue?: number | string;
  readonly Unit?: StandardUnit;
  readonly Dimensions?: readonly { readonly Key: string; readonly Value: string }[];
}

/** AWS::Logs::MetricFilter. `Ref` is the filter's name. */
export const metricFilterResource: ResourceType = {
  typeName: 'AWS::Logs::MetricFilter',
  timing: 'model',
  async create(raw, context) {
    const properties = raw as unknown as Properties;
    const filterName = properties.FilterName ?? context.physicalName(512);
    putMetricFilter(inputOf(properties, filterName), context);
    return { physicalId: filterName };
  },
  async update(resource, raw, _previous, context) {
    putMetricFilter(inputOf(raw as unknown as Properties, resource.physicalId), context);
    return resource;
  },
  async delete({ physicalId }, { LogGroupName }, context) {
    // Deleting the log group has already deleted its filters.
    logsStore(context).groups.get(String(LogGroupName))?.metricFilters.delete(physicalId);
  },
};

function inputOf({ LogGroupName, FilterPattern, MetricTransformations }: Properties, filterName: string) {
  const metricTransformations = MetricTransformations.map(transformationOf);
  return { logGroupName: LogGroupName, filterName, filterPattern: FilterPattern, metricTransformations };
}

function transformationOf(given: Transformation): MetricTransformation {
  const { MetricName, MetricNamespace, MetricValue, DefaultValue, Unit, Dimensions } = given;
  return {
    metricName: MetricName,
    metricNamespace: MetricNamespace,
    metricValue: String(MetricValue),
    ...(DefaultValue !== undefined && { defaultValue: Number(DefaultValue) }),
    ...(Unit !== undefined && { unit: Unit }),
    ...(Dimensions && { dimensions: Object.fromEntries(Dimensions.map(({ Key, Value }) => [Key, Value])) }),
  };
}
