/** An amount of US dollars with its cents: `$36.50`, `-$1.20`. */
export function dollars(amount: number): string {
  return `${amount < 0 ? '-' : ''}$${Math.abs(amount).toFixed(2)}`;
}
