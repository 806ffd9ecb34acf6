import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Script } from 'node:vm';
import { RuntimeError } from './invocation-error.ts';
import { moduleLoader } from './module-loader.ts';
import type { NodeGlobals } from './node-globals.ts';
import type { SandboxSpec } from './sandbox.ts';

export type NodeHandler = (
  event: unknown,
  context: object,
  callback: (error: unknown, value: unknown) => void,
) => unknown;

/** Loads `<path>/<file>.<export>[.<member>]`, as Lambda's Node.js runtime does, and with its errors. */
export function findHandler(spec: SandboxSpec, globals: NodeGlobals, scripts: Map<string, Script>): NodeHandler {
  const [, file, member] = /^([^.]+)\.(.+)$/.exec(basename(spec.handler)) ?? [];
  if (file === undefined || member === undefined) {
    throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const path = join(spec.taskRoot, dirname(spec.handler), file);
  const found = ['.js', '.mjs', '.cjs'].map((extension) => path + extension).find((candidate) => existsSync(candidate));
  if (found === undefined) {
    throw new RuntimeError(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${join(dirname(spec.handler), file)}'\nRequire stack:\n- /var/runtime/index.mjs`,
    );
  }
  const exports = loaded(found, { spec, globals, scripts });
  const handler = member
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], exports);
  if (handler === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${spec.handler} is undefined or not exported`);
  }
  if (typeof handler !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${spec.handler} is not a function`);
  }
  return handler as NodeHandler;
}

function loaded(
  path: string,
  { spec, globals, scripts }: { spec: SandboxSpec; globals: NodeGlobals; scripts: Map<string, Script> },
): unknown {
  const load = moduleLoader({ taskRoot: spec.taskRoot, scripts, globals: globals.names, builtins: globals.builtins });
  try {
    return load(path);
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    if (error?.name === 'SyntaxError') {
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, { cause });
    }
    if (error?.code === 'MODULE_NOT_FOUND') {
      const message = error.message.replaceAll(spec.taskRoot, '/var/task');
      throw new RuntimeError('Runtime.ImportModuleError', `Error: ${message}`, { cause });
    }
    throw cause;
  }
}
