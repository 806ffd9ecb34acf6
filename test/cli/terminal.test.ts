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
