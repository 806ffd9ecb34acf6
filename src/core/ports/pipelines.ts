/** AWS CodePipeline, as the worker of its Invoke actions. Ignores a job that has ended. */
export interface Pipelines {
  /** The job is not done: CodePipeline asks again in about half a minute, with this token. */
  proceed(jobId: string, continuationToken: string): Promise<void>;
  succeed(jobId: string, summary: string): Promise<void>;
  fail(jobId: string, reason: string): Promise<void>;
}
