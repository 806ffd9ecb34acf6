/** As many lines of evidence as a failure holds. */
export const evidenceMax = 30;

/** The newest of these lines, as many as a failure holds. */
export function newestEvidence(lines: readonly string[]): string[] {
  return lines.slice(-evidenceMax);
}
