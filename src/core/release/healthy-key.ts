/** Where a task's event looks for the workflow that waits for the task's service. */
export function healthyKey(cluster: string, service: string): string {
  return `healthy/${cluster}/${service}`;
}
