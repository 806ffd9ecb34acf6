/**
 * Memory that Fargate offers for each CPU size, as ranges in MiB.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
const sizes: Readonly<Record<number, { readonly from: number; readonly to: number; readonly step: number }>> = {
  512: { from: 1024, to: 4096, step: 1024 },
  1024: { from: 2048, to: 8192, step: 1024 },
  2048: { from: 4096, to: 16_384, step: 1024 },
  4096: { from: 8192, to: 30_720, step: 1024 },
  8192: { from: 16_384, to: 61_440, step: 4096 },
  16384: { from: 32_768, to: 122_880, step: 8192 },
};

/** CPU units that Fargate offers. */
export const fargateCpus: readonly number[] = [256, ...Object.keys(sizes).map(Number)];

/** What is wrong with a pair of CPU units and MiB of memory; undefined when Fargate takes it. */
export function fargateSizeProblem(cpu: number, memory: number): string | undefined {
  if (cpu === 256) return [512, 1024, 2048].includes(memory) ? undefined : 'cpu 256 requires memory 512, 1024 or 2048';
  const range = sizes[cpu];
  if (!range) return `cpu must be one of ${fargateCpus.join(', ')}`;
  const { from, to, step } = range;
  if (memory >= from && memory <= to && memory % step === 0) return undefined;
  return `cpu ${cpu} requires memory from ${from} to ${to} in steps of ${step}`;
}
