import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeItem, encodeItem, type ItemKind } from '../../src/aws/state-store/item-kinds.ts';

/** Version 1 called it `size`, version 2 counted it in bytes, version 3 in kilobytes. */
const box: ItemKind<{ kilobytes: number }> = {
  name: 'box',
  schema: z.object({ kilobytes: z.number() }),
  upcasters: [
    ({ size, ...item }) => ({ ...item, bytes: size }),
    ({ bytes, ...item }) => ({ ...item, kilobytes: Number(bytes) / 1024 }),
  ],
};
const key = { pk: 'BOX#1', sk: 'BOX' };

test.each([
  ['before versions were written', { size: 2048 }],
  ['with version 1', { size: 2048, schemaVersion: 1 }],
  ['with version 2', { bytes: 2048, schemaVersion: 2 }],
  ['with the newest version', { kilobytes: 2, schemaVersion: 3 }],
])('an item that was written %s is read as it is written today', (_, item) => {
  expect(decodeItem(box, { ...key, ...item })).toEqual({ kilobytes: 2 });
  expect(encodeItem(box, { kilobytes: 2 })).toEqual({ kilobytes: 2, schemaVersion: 3 });
});

test.each([
  ['a newer installation', { kilobytes: 2, schemaVersion: 4 }, /schema version '4', and this installation knows 3/],
  ['a hand that slipped', { kilobytes: '2', schemaVersion: 3 }, /kilobytes: /],
  ['something without sense', { kilobytes: 2, schemaVersion: 'x' }, /schema version 'x'/],
])('an item of %s is refused with its key and the way to repair it', (_, item, message) => {
  const read = () => decodeItem(box, { ...key, ...item });
  expect(read).toThrow(message);
  expect(read).toThrow(
    expect.objectContaining({
      code: 'ItemUnreadable',
      extra: { unreadable: ['BOX#1 BOX'] },
      nextSteps: [expect.stringContaining('{"pk":{"S":"BOX#1"},"sk":{"S":"BOX"}}'), expect.any(String)],
    }),
  );
});
