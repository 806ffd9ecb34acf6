const DIRECTIONS: Readonly<Record<string, string>> = {
  central: 'c',
  east: 'e',
  north: 'n',
  northeast: 'ne',
  northwest: 'nw',
  south: 's',
  southeast: 'se',
  southwest: 'sw',
  west: 'w',
};

/** The zone's id, the same in every account: `eu-west-1a` is `euw1-az1`. */
export function zoneId(zoneName: string): string {
  const [area = '', direction = '', number = ''] = zoneName.slice(0, -1).split('-');
  return `${area}${DIRECTIONS[direction] ?? direction}${number}-az${'abc'.indexOf(zoneName.slice(-1)) + 1}`;
}
