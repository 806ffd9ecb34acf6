import { afterAll, expect, it } from 'vitest';
import { functionCloud, stopClouds } from './function-cloud.ts';

afterAll(stopClouds);

const COUNTER = `
let count = 0;
globalThis.total = (globalThis.total ?? 0) + 1;
exports.handler = async ({ fails }) => {
  if (fails) throw new Error('as asked');
  return { count: ++count, total: globalThis.total };
};`;

it('shares nothing but its text between functions and clouds that have the same code', async () => {
  const clouds = [functionCloud(), functionCloud()];
  for (const cloud of clouds) {
    await cloud.create('first', COUNTER);
    await cloud.create('second', COUNTER);
    expect((await cloud.invoke('first')).result).toMatchObject({ count: 1, total: 1 });
    expect((await cloud.invoke('first')).result).toMatchObject({ count: 2, total: 1 });
    expect((await cloud.invoke('second')).result).toMatchObject({ count: 1, total: 1 });
  }
});

it('says in a stack trace where the code is on AWS', async () => {
  const { create, invoke } = functionCloud();
  await create('counter', COUNTER);
  const { result } = await invoke('counter', { fails: true });
  expect(result).toMatchObject({ errorType: 'Error', errorMessage: 'as asked' });
  expect(result.trace[1]).toMatch(/^\s+at .*\/var\/task\/index\.js:\d+:\d+\)?$/);
});

it('tells an ES module where it is', async () => {
  const { create, invoke } = functionCloud();
  const source = 'export const handler = async () => [import.meta.url, import.meta.filename];';
  await create('place', { 'index.mjs': source });
  const [url, filename] = (await invoke('place')).result as [string, string];
  expect(url).toBe(`file://${filename}`);
  expect(filename.endsWith('/index.mjs')).toBe(true);
});
