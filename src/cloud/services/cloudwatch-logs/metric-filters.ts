import type {
  DeleteMetricFilterCommandInput,
  DescribeMetricFiltersCommandInput,
  DescribeMetricFiltersCommandOutput,
  PutMetricFilterCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { filterPattern } from './filter-pattern.ts';
import { findGroup, logsStore } from './logs-store.ts';
import { pageOf } from './page.ts';

export function putMetricFilter(input: PutMetricFilterCommandInput, call: Call): object {
  const group = findGroup(call, input.logGroupName);
  filterPattern(input.filterPattern ?? '');
  const creationTime = Math.floor(call.kernel.clock.now());
  group.metricFilters.set(input.filterName!, { ...input, filterName: input.filterName!, creationTime });
  return {};
}

export function deleteMetricFilter(input: DeleteMetricFilterCommandInput, call: Call): object {
  if (!findGroup(call, input.logGroupName).metricFilters.delete(input.filterName!)) {
    throw new AwsError('ResourceNotFoundException', 'The specified metric filter does not exist.');
  }
  return {};
}

export function describeMetricFilters(
  input: DescribeMetricFiltersCommandInput,
  call: Call,
): Partial<DescribeMetricFiltersCommandOutput> {
  const groups =
    input.logGroupName === undefined ? logsStore(call).groups.values() : [findGroup(call, input.logGroupName)];
  const filters = [...groups]
    .flatMap((group) => [...group.metricFilters.values()])
    .filter(({ filterName }) => filterName.startsWith(input.filterNamePrefix ?? ''));
  const { items, nextToken } = pageOf(filters, input.nextToken, input.limit ?? 50);
  return { metricFilters: items, ...(nextToken === undefined ? {} : { nextToken }) };
}
