import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, dirname, extname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { transformSync } from 'esbuild';

export interface ModuleLoaderOptions {
  readonly taskRoot: string;
  /** Compiled files by their path on AWS, shared by all functions with the same code. */
  readonly scripts: Map<string, Script>;
  /** Replacements of globals, by name. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** Replacements of Node's own modules, by name without `node:`. */
  readonly builtins: Readonly<Record<string, unknown>>;
}

interface LoadedModule {
  readonly id: string;
  readonly filename: string;
  exports: unknown;
  loaded: boolean;
}

type Require = ((id: string) => unknown) & { resolve: (id: string) => string; cache: object };

const hostRequire = createRequire(import.meta.url);
/** Lambda's Node.js runtimes include the AWS SDK; here functions use the one that the embedded cloud depends on. */
const RUNTIME_PACKAGES = /^(@aws-sdk|@smithy|@aws-crypto|@aws)\//;

/** Loads CommonJS and ES modules from a folder into one sandbox, with `globals` in place of Node's. */
export function moduleLoader(options: ModuleLoaderOptions): (path: string) => unknown {
  const modules = new Map<string, LoadedModule>();
  const compiled = (path: string) => {
    const name = nameOf(path, options.taskRoot);
    const found = options.scripts.get(name) ?? compile(path, name, Object.keys(options.globals));
    options.scripts.set(name, found);
    return found;
  };

  const load = (path: string): unknown => {
    const found = modules.get(path);
    if (found !== undefined) return found.exports;
    const module: LoadedModule = { id: path, filename: path, exports: {}, loaded: false };
    modules.set(path, module);
    try {
      if (extname(path) === '.json') module.exports = JSON.parse(readFileSync(path, 'utf8'));
      else if (extname(path) === '.node') module.exports = hostRequire(path);
      else run(module, compiled(path));
    } catch (error) {
      modules.delete(path);
      throw error;
    }
    module.loaded = true;
    return module.exports;
  };
  const run = (module: LoadedModule, script: Script) => {
    const require = requireFrom(module.filename);
    const dynamicImport = async (id: string) => namespaceOf(require(String(id)));
    const body = script.runInThisContext()(...Object.values(options.globals));
    const { filename } = module;
    const url = pathToFileURL(filename).href;
    body.call(module.exports, module.exports, require, module, filename, dirname(filename), dynamicImport, url);
  };
  const requireFrom = (filename: string): Require => {
    const resolve = (id: string) => resolveFrom(filename, id, options.taskRoot);
    const require = (id: string) => {
      const name = id.replace(/^node:/, '');
      if (name in options.builtins) return options.builtins[name];
      if (isBuiltin(id)) return hostRequire(id);
      return load(resolve(id));
    };
    return Object.assign(require, { resolve, cache: {}, main: undefined });
  };
  return load;
}

function resolveFrom(filename: string, id: string, taskRoot: string): string {
  const require = createRequire(filename);
  try {
    return require.resolve(id);
  } catch (error) {
    if (RUNTIME_PACKAGES.test(id)) return hostRequire.resolve(id);
    if (/^[./]/.test(id)) throw error;
    // The task root is on NODE_PATH: that is how inline code finds `cfn-response`.
    return require.resolve(join(taskRoot, id));
  }
}

/** A file's path in stack traces: files of the package are below `/var/task`. */
function nameOf(path: string, taskRoot: string): string {
  const inside = relative(taskRoot, path);
  return inside.startsWith('..') ? path : join('/var/task', inside);
}

function compile(path: string, name: string, globals: readonly string[]): Script {
  const source = readFileSync(path, 'utf8').replace(/^#!.*/, '');
  if (isEsModule(path)) return scriptOf(name, asCommonJs(name, source), globals);
  try {
    return scriptOf(name, source, globals);
  } catch (error) {
    const isSyntaxOfModules = /import statement|Unexpected token 'export'|import\.meta|await is only valid/.test(
      String(error),
    );
    if (!isSyntaxOfModules || extname(path) === '.cjs') throw error;
    return scriptOf(name, asCommonJs(name, source), globals);
  }
}

/**
 * Two functions, so that code may declare `const fetch` or `const crypto` of its own at its top level. The parentheses
 * around the inner one make V8 compile it at once: else a bundle is parsed three times.
 */
function scriptOf(name: string, source: string, globals: readonly string[]): Script {
  const code = source.replace(/(?<![.\w$#'"`/])import\s*\(/g, '__import(');
  const inner = `return (function (exports, require, module, __filename, __dirname, __import, __url) { ${code}\n});`;
  return new Script(`(function (${globals.join(', ')}) { ${inner} })`, { filename: name });
}

function asCommonJs(name: string, source: string): string {
  const { code } = transformSync(source, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    sourcefile: name,
    define: {
      'import.meta.url': '__url',
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
    },
    logLevel: 'silent',
  });
  return code;
}

function isEsModule(path: string): boolean {
  if (extname(path) === '.mjs') return true;
  return extname(path) === '.js' && packageType(dirname(path)) === 'module';
}

/** The `type` of the nearest package.json, as Node looks for it. */
function packageType(folder: string): unknown {
  for (let at = folder; at !== dirname(at) && basename(at) !== 'node_modules'; at = dirname(at)) {
    try {
      return (JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as { type?: unknown }).type;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

/** What `import()` answers for a CommonJS module: its exports, and the whole as `default`. */
function namespaceOf(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null) return { default: exports };
  return '__esModule' in exports ? exports : { ...exports, default: exports };
}
