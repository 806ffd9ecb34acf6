import { afterEach, describe, expect, it } from 'vitest';
import { functionCloud, stopClouds } from './function-cloud.ts';

afterEach(stopClouds);

describe('a Node.js function', () => {
  it('answers what its async handler returns', async () => {
    const { create, invoke } = functionCloud();
    await create('echo', 'exports.handler = async (event) => ({ got: event.name });');
    expect(await invoke('echo', { name: 'ada' })).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      result: { got: 'ada' },
    });
  });

  it('keeps its module state from one invocation to the next', async () => {
    const { create, invoke } = functionCloud();
    await create('count', 'let n = 0; exports.handler = async () => ++n;');
    await invoke('count');
    expect((await invoke('count')).result).toBe(2);
  });

  it('starts afresh when its code is replaced', async () => {
    const { call, create, invoke } = functionCloud();
    await create('count', 'let n = 0; exports.handler = async () => ++n;');
    await invoke('count');
    await call('UpdateFunctionConfiguration', { FunctionName: 'count', Description: 'new' });
    expect((await invoke('count')).result).toBe(1);
  });

  it('gets a second sandbox while the first is busy', async () => {
    const { kernel, create, invoke } = functionCloud();
    await create('slow', 'let n = 0; exports.handler = () => new Promise((r) => setTimeout(() => r(++n), 1000));');
    const both = await kernel.clock.drive(Promise.all([invoke('slow'), invoke('slow')]));
    expect(both.map(({ result }) => result)).toEqual([1, 1]);
  });

  it('sees the time of the cloud', async () => {
    const { kernel, create, invoke } = functionCloud();
    await create(
      'time',
      `exports.handler = async () => {
        const before = Date.now();
        await new Promise((resolve) => setTimeout(resolve, 2000));
        return { passed: Date.now() - before, year: new Date().getFullYear(), is: new Date() instanceof Date, text: typeof Date() };
      };`,
      { Timeout: 10 },
    );
    const startedMs = kernel.clock.now();
    expect((await invoke('time')).result).toEqual({ passed: 2000, year: 2026, is: true, text: 'string' });
    expect(kernel.clock.now() - startedMs).toBeGreaterThan(2000);
  });

  it('has its own environment, and credentials that name its account', async () => {
    const { create, invoke } = functionCloud();
    const code = `exports.handler = async () => {
      const { NAME, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_LAMBDA_FUNCTION_NAME, HOME } = process.env;
      process.env.LEAK = 'x';
      return { NAME, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_LAMBDA_FUNCTION_NAME, HOME };
    };`;
    await create('env', code, { Environment: { Variables: { NAME: 'ada' } } });
    expect((await invoke('env')).result).toEqual({
      NAME: 'ada',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA[0-9A-F]{16}$/),
      AWS_LAMBDA_FUNCTION_NAME: 'env',
    });
    expect(process.env.LEAK).toBeUndefined();
  });

  it('does not reach the globals of other functions', async () => {
    const { create, invoke } = functionCloud();
    await create('one', 'exports.handler = async () => { globalThis.shared = 1; return typeof shared; };');
    await create('two', 'exports.handler = async () => typeof globalThis.shared;');
    await invoke('one');
    expect((await invoke('two')).result).toBe('undefined');
  });

  it('may be an ES module with imports', async () => {
    const { create, invoke } = functionCloud();
    await create('module', {
      'index.mjs': `import { name } from './name.mjs'; import { join } from 'node:path';
        export const handler = async () => ({ name, path: join('a', 'b'), later: (await import('node:path')).sep });`,
      'name.mjs': `export const name = 'ada';`,
    });
    expect((await invoke('module')).result).toEqual({ name: 'ada', path: 'a/b', later: '/' });
  });

  it('may declare names that are globals elsewhere', async () => {
    const { create, invoke } = functionCloud();
    await create(
      'names',
      `const crypto = require('crypto'); const fetch = 1; exports.handler = async () => typeof crypto.createHash + fetch;`,
    );
    expect((await invoke('names')).result).toBe('function1');
  });

  it('draws the same random values in every run', async () => {
    const run = async () => {
      const { create, invoke } = functionCloud();
      await create('random', `exports.handler = async () => [require('crypto').randomUUID(), Math.random()];`);
      return (await invoke('random')).result;
    };
    expect(await run()).toEqual(await run());
  });

  it('tells how its handler failed', async () => {
    const { create, invoke } = functionCloud();
    await create('fail', 'exports.handler = async () => { throw new TypeError("no"); };');
    const { FunctionError, result } = await invoke('fail');
    expect(FunctionError).toBe('Unhandled');
    expect(result).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' });
    expect(result.trace[1]).toContain('/var/task/index.js:1:');
  });

  it.each([
    [
      'a handler that is missing',
      { Handler: 'index.other' },
      'Runtime.HandlerNotFound',
      'index.other is undefined or not exported',
    ],
    [
      'a file that is missing',
      { Handler: 'app.handler' },
      'Runtime.ImportModuleError',
      "Error: Cannot find module 'app'",
    ],
  ])('names %s', async (_what, settings, errorType, message) => {
    const { create, invoke } = functionCloud();
    await create('broken', 'exports.handler = async () => 1;', settings);
    const { FunctionError, result } = await invoke('broken');
    expect(FunctionError).toBe('Unhandled');
    expect(result.errorType).toBe(errorType);
    expect(result.errorMessage).toContain(message);
  });

  it.each([
    ['a syntax error', 'exports.handler = async (', 'Runtime.UserCodeSyntaxError'],
    ['a module that is missing', 'require("nowhere"); exports.handler = async () => 1;', 'Runtime.ImportModuleError'],
    ['an error at load', 'throw new RangeError("early");', 'RangeError'],
    ['a handler with a callback', 'exports.handler = (e, c, cb) => cb(null, 1);', 'Runtime.CallbackHandlerDeprecated'],
    ['an end of the process', 'exports.handler = async () => process.exit(3);', 'Runtime.ExitError'],
    [
      'an error in a timer',
      'exports.handler = () => new Promise(() => setTimeout(() => { throw new RangeError("late"); }, 5));',
      'RangeError',
    ],
  ])('names %s', async (_what, code, errorType) => {
    const { create, invoke } = functionCloud();
    await create('broken', code);
    const { FunctionError, result } = await invoke('broken');
    expect([FunctionError, result.errorType]).toEqual(['Unhandled', errorType]);
  });

  it('may call back in the runtimes that still know it', async () => {
    const { create, invoke } = functionCloud();
    await create('callback', 'exports.handler = (e, c, cb) => setTimeout(() => cb(null, 7), 100);', {
      Runtime: 'nodejs22.x',
    });
    await create('silent', 'exports.handler = (e, c) => { setTimeout(() => {}, 100); };', { Runtime: 'nodejs22.x' });
    expect((await invoke('callback')).result).toBe(7);
    expect((await invoke('silent')).result).toBeNull();
  });

  it('is stopped at its timeout and starts cold after it', async () => {
    const { create, invoke, logs } = functionCloud();
    await create(
      'hang',
      'let n = 0; exports.handler = (e) => (e.hang ? new Promise(() => {}) : Promise.resolve(++n));',
      {
        Timeout: 3,
      },
    );
    await invoke('hang');
    const { FunctionError, result } = await invoke('hang', { hang: true });
    expect(FunctionError).toBe('Unhandled');
    expect(result.errorType).toBe('Sandbox.Timedout');
    expect(result.errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 3.00 seconds$/);
    expect((await logs('hang')).some((line) => / Task timed out after 3.00 seconds\n/.test(line))).toBe(true);
    expect((await invoke('hang')).result).toBe(1);
  });

  it('knows how much time it has left', async () => {
    const { create, invoke } = functionCloud();
    await create(
      'left',
      `exports.handler = async (e, context) => { const a = context.getRemainingTimeInMillis();
      await new Promise((r) => setTimeout(r, 1000)); return a - context.getRemainingTimeInMillis(); };`,
    );
    expect((await invoke('left')).result).toBe(1000);
  });

  it('writes its log between start and report', async () => {
    const { create, invoke, logs } = functionCloud();
    await create('log', 'exports.handler = async () => console.log("hello %s", "ada");');
    const { LogResult } = await invoke('log', {}, { LogType: 'Tail' });
    const lines = await logs('log');
    expect(lines[0]).toMatch(/^START RequestId: [0-9a-f-]+ Version: \$LATEST\n$/);
    expect(lines[1]).toMatch(/^2026-01-05T09:00:0\d\.\d{3}Z\t[0-9a-f-]+\tINFO\thello ada\n$/);
    expect(lines[2]).toMatch(/^END RequestId: /);
    expect(lines[3]).toMatch(
      /^REPORT RequestId: \S+\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB/,
    );
    expect(Buffer.from(LogResult!, 'base64').toString()).toContain('hello ada');
  });

  it('writes JSON lines when it is told so', async () => {
    const { create, invoke, logs } = functionCloud();
    await create('log', 'exports.handler = async () => { console.debug("no"); console.warn({ a: 1 }); };', {
      LoggingConfig: { LogFormat: 'JSON' },
    });
    await invoke('log');
    const lines = (await logs('log')).map((line) => JSON.parse(line));
    expect(lines.map(({ type, level }) => type ?? level)).toEqual(['platform.start', 'WARN', 'platform.report']);
    expect(lines[1]).toMatchObject({ message: { a: 1 } });
  });
});
