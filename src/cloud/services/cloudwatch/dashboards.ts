import type {
  DeleteDashboardsCommandInput,
  GetDashboardCommandInput,
  ListDashboardsCommandInput,
  PutDashboardCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';

interface Dashboard {
  readonly arn: string;
  readonly body: string;
  readonly modifiedAtMs: number;
}

/** Dashboards are stored, not rendered. */
export const dashboardOperations: Readonly<Record<string, Operation>> = {
  PutDashboard(input: PutDashboardCommandInput, call: Call) {
    try {
      JSON.parse(input.DashboardBody!);
    } catch {
      throw new AwsError('InvalidParameterInput', 'The field DashboardBody must be a valid JSON object');
    }
    dashboards(call).set(input.DashboardName!, {
      arn: `arn:aws:cloudwatch::${call.account}:dashboard/${input.DashboardName}`,
      body: input.DashboardBody!,
      modifiedAtMs: call.kernel.clock.now(),
    });
    return { DashboardValidationMessages: [] };
  },
  GetDashboard(input: GetDashboardCommandInput, call: Call) {
    const dashboard = find(input.DashboardName!, call);
    return { DashboardArn: dashboard.arn, DashboardBody: dashboard.body, DashboardName: input.DashboardName };
  },
  ListDashboards(input: ListDashboardsCommandInput, call: Call) {
    const found = [...dashboards(call)].filter(([name]) => name.startsWith(input.DashboardNamePrefix ?? ''));
    return {
      DashboardEntries: found.map(([DashboardName, { arn, body, modifiedAtMs }]) => ({
        DashboardName,
        DashboardArn: arn,
        LastModified: new Date(modifiedAtMs),
        Size: body.length,
      })),
    };
  },
  DeleteDashboards(input: DeleteDashboardsCommandInput, call: Call) {
    for (const name of input.DashboardNames ?? []) find(name, call);
    for (const name of input.DashboardNames ?? []) dashboards(call).delete(name);
    return {};
  },
};

function dashboards(call: Call): Map<string, Dashboard> {
  return call.kernel.store('monitoring dashboards', call, () => new Map());
}

function find(name: string, call: Call): Dashboard {
  const dashboard = dashboards(call).get(name);
  if (dashboard === undefined) throw new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
  return dashboard;
}
