import { LATENCY_MODEL } from './latency-model.ts';
import type { Random } from './random.ts';

/** Durations, drawn from the latency model. */
export interface Durations {
  /** Seconds for a row of the latency model, `AWS::EC2::NatGateway create` or `event delivery`. */
  seconds(row: string): number;
}

/** Lognormal between the row's median and its 90th percentile; the same seed draws the same latencies. */
export function modelledDurations(random: Random): Durations {
  return {
    seconds(row) {
      const [median, p90] = LATENCY_MODEL[row] ?? LATENCY_MODEL[defaultRow(row)]!;
      if (median === 0) return 0;
      const sigma = Math.log(p90 / median) / 1.2816;
      return median * Math.exp(sigma * random.normal());
    },
  };
}

/** A type without a row takes the time of a simple API resource. */
function defaultRow(row: string): string {
  const operation = row.split(' ').at(-1);
  if (operation === 'create' || operation === 'update' || operation === 'delete') return `default ${operation}`;
  throw new Error(`the latency model has no row "${row}"`);
}
