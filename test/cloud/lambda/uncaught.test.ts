import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** In a process of its own, because the test runner listens for uncaught errors itself. */
function run(code: string): { status: number | null; stdout: string } {
  const script = `
    import { functionCloud, stopClouds } from './function-cloud.ts';
    const { create, invoke } = functionCloud();
    await create('f', ${JSON.stringify(code)}, { Timeout: 5 });
    const { FunctionError, result } = await invoke('f');
    console.log(FunctionError, result.errorType, result.errorMessage);
    await stopClouds();
  `;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return { status, stdout: stdout.trim() };
}

describe('an error that a function does not catch', () => {
  it('in a promise fails the invocation and not the cloud', () => {
    expect(
      run('exports.handler = () => { Promise.reject(new Error("lost")); return new Promise(() => {}); };'),
    ).toEqual({
      status: 0,
      stdout: 'Unhandled Runtime.UnhandledPromiseRejection Error: lost',
    });
  });

  it('in an event listener fails the invocation and not the cloud', () => {
    const code = `exports.handler = () => { process.nextTick(() => { throw new RangeError("thrown"); }); return new Promise(() => {}); };`;
    expect(run(code)).toEqual({ status: 0, stdout: 'Unhandled RangeError thrown' });
  });
});
