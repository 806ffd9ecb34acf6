import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** Zod brings its messages in fifty languages, half of each bundle; Plinth speaks one. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => {
      return { contents: "export { default as en } from './en.js';", resolveDir: dirname(path) };
    });
  },
};

/** esbuild leaves out what is not used of a namespace that is imported, not of one that is an export: 100 kB a bundle. */
const zodAsNamespace: Plugin = {
  name: 'zod-as-namespace',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/](src|functions)[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replace("import { z } from 'zod'", "import * as z from 'zod'"), loader: 'ts' };
    });
  },
};

/** A function has its credentials in its environment. The SDK's ways to SSO, profiles and instances are 120 kB a bundle. */
const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup: ({ onLoad }) => {
    onLoad({ filter: /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, ({ path }) => {
      const contents = "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';";
      return { contents, resolveDir: dirname(path) };
    });
  },
};

/** What keeps a function's bundle, and with it its cold start, small. */
export const bundlePlugins: readonly Plugin[] = [englishOnly, zodAsNamespace, environmentCredentials];
