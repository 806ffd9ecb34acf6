import { expect, test } from 'vitest';
import { terminal } from '../../src/cli/terminal.ts';

/** What is printed where nobody watches. */
function printed(frames: readonly (readonly string[])[]): readonly string[] {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text), isTTY: false };
  const { draw } = terminal({ out: stream as never, err: stream as never });
  for (const lines of frames) draw(lines);
  return written.join('').trimEnd().split('\n');
}

test('a line is printed once for each operation, below its heading', () => {
  const network = '  ✔ A network. (create)  12s';
  expect(
    printed([
      ['Provision dev  op_1  1s', network, 'Provision test  op_2  1s', '  ○ A network. (create)'],
      ['Provision dev  op_1  2s', network, 'Provision test  op_2  2s', network],
      ['Provision dev  op_1  3s', network, '  ✔ A cluster. (create)  3s', 'Provision test  op_2  3s', network],
    ]),
  ).toEqual([
    'Provision dev  op_1  1s',
    network,
    'Provision test  op_2  1s',
    network,
    'Provision dev  op_1',
    '  ✔ A cluster. (create)  3s',
  ]);
});

test('where nobody watches, a resource is printed below its step, which comes again when others stand in between', () => {
  const scopeState = 'Provision dev  op_1  1s';
  const [network, cluster] = ['  ⠿ A network. (create)  1s', '  ⠿ A cluster. (create)  1s'];
  const [vpc, gateway] = ['      ⠿ The VPC  11s', '      ⠿ The gateway  12s'];
  const failed = '      ✘ The gateway  20s  quota';
  expect(
    printed([
      [scopeState, network, cluster],
      [scopeState, network, vpc, cluster],
      [scopeState, network, vpc, gateway, cluster],
      [scopeState, network, failed, cluster],
      [scopeState, '  ✘ A network. (create)  30s', failed, cluster],
    ]),
  ).toEqual([
    ...[scopeState, network, cluster],
    ...['  ⠿ A network. (create)', vpc, gateway, failed],
    '  ✘ A network. (create)  30s',
  ]);
});

/** What stands on a screen of this size. */
function screen(lines: readonly string[], size: { readonly rows: number; readonly columns: number }) {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text), isTTY: true, ...size };
  terminal({ out: stream as never, err: stream as never }).draw(lines);
  return written.join('').trimEnd().split('\n');
}

test('on a screen that is too small the resources go first, and then the oldest lines', () => {
  const lines = ['Provision dev', '  ⠿ One', '      ⠿ Slow', '  ⠿ Two', '      ⠿ Slower'];
  expect(screen(lines, { rows: 6, columns: 80 })).toEqual(lines);
  expect(screen(lines, { rows: 5, columns: 80 })).toEqual(['Provision dev', '  ⠿ One', '  ⠿ Two']);
  expect(screen(lines, { rows: 3, columns: 80 })).toEqual(['  ⠿ One', '  ⠿ Two']);
});

test('a line that is too long keeps what it does and its seconds', () => {
  const long = `  ⠿ ${'A network. '.repeat(9)}(create)  1m05s  more`;
  expect(screen([long], { rows: 5, columns: 40 })).toEqual(['  ⠿ A network. A networ… (create)  1m05s']);
  expect(screen(['x'.repeat(50)], { rows: 5, columns: 10 })).toEqual(['xxxxxxxxx…']);
});
