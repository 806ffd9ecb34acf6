import * as schemas from '@aws-sdk/client-cloudwatch-logs';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { filterLogEvents, getLogEvents, putLogEvents } from './log-events.ts';
import { logGroupTagOperations } from './log-group-tags.ts';
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  putLogGroupDeletionProtection,
  putRetentionPolicy,
} from './log-groups.ts';
import { createLogStream, deleteLogStream, describeLogStreams } from './log-streams.ts';
import { deleteMetricFilter, describeMetricFilters, putMetricFilter } from './metric-filters.ts';
import { logGroupResource } from './resources/log-group.ts';
import { metricFilterResource } from './resources/metric-filter.ts';

/** CloudWatch Logs. */
export const cloudwatchLogs: Service = {
  signingName: 'logs',
  schemas,
  operations: {
    CreateLogGroup: createLogGroup,
    CreateLogStream: createLogStream,
    DeleteLogGroup: deleteLogGroup,
    DeleteLogStream: deleteLogStream,
    DeleteMetricFilter: deleteMetricFilter,
    DeleteRetentionPolicy: deleteRetentionPolicy,
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    DescribeMetricFilters: describeMetricFilters,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
    PutLogEvents: putLogEvents,
    PutLogGroupDeletionProtection: putLogGroupDeletionProtection,
    PutMetricFilter: putMetricFilter,
    PutRetentionPolicy: putRetentionPolicy,
    ...logGroupTagOperations,
  },
};

export const cloudwatchLogsResourceTypes: readonly ResourceType[] = [logGroupResource, metricFilterResource];
