const EXTENDED_OFFSET = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch for an ISO 8601 extended offset date-time, the only format the language takes. */
export function parseIsoTimestamp(text: string): number | undefined {
  const match = EXTENDED_OFFSET.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const milliseconds = fraction === undefined ? '' : `.${fraction.slice(1, 4).padEnd(3, '0')}`;
  const parsed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${milliseconds}${offset}`);
  return Number.isNaN(parsed) || Number(hour) > 23 || !isDayOfMonth(Number(year), Number(month), Number(day))
    ? undefined
    : parsed;
}

function isDayOfMonth(year: number, month: number, day: number): boolean {
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
