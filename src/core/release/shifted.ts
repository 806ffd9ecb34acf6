import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';

/** Document `shifted/<step>`: when the traffic of a step of the schedule was shifted. */
const Shifted = z.object({ at: z.string() });

/** Once: a repeated Task state does not begin the watch again. */
export async function recordShifted(
  operationId: string,
  step: number,
  ports: Pick<Ports, 'state' | 'time'>,
): Promise<void> {
  if ((await ports.state.readDocument(operationId, keyOf(step))) !== undefined) return;
  await ports.state.putDocument(operationId, keyOf(step), { at: timestamp(ports.time) });
}

export async function readShifted(operationId: string, step: number, ports: Pick<Ports, 'state'>): Promise<string> {
  return Shifted.parse(await ports.state.readDocument(operationId, keyOf(step))).at;
}

function keyOf(step: number): string {
  return `shifted/${step}`;
}
