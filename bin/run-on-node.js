import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { chooseNode, packageOf } from './choose-node.js';
import { npmProcess } from './npm-process.js';

const require = createRequire(import.meta.url);
const LOOK_MS = 100;
/** How long a script may take to end after npm has ended. */
const ENDING_MS = 10_000;

/**
 * Runs a script on a Node that can run TypeScript, hands signals on, and ends as the script ends.
 * @param {string[]} words the script and its arguments
 * @param {{ endsWithNpm: boolean }} options `endsWithNpm` ends the script when npm ends, however it ends
 */
export function runOnNode(words, { endsWithNpm }) {
  const choice = chooseNode({ own: ownNodes(), installed: installedNode(), platform: platform() });
  if ('problem' in choice) {
    process.stderr.write(`${choice.problem}\n`);
    process.exit(1);
  }
  // Our own scripts learn by the channel that this process has ended, even by SIGKILL. Other tools would misread it.
  const channel = words[0]?.endsWith('.ts') ? /** @type {const} */ ('ipc') : 'ignore';
  const child = spawn(choice.node, words, { stdio: ['inherit', 'inherit', 'inherit', channel] });
  handSignalsOn(child);
  if (endsWithNpm) whenNpmEnds(() => end(child));
  child.once('error', ({ message }) => {
    process.stderr.write(`Node could not be started at ${choice.node}: ${message}\n`);
    process.exit(1);
  });
  child.once('exit', (status, signal) =>
    process.exit(signal === null ? (status ?? 1) : 128 + constants.signals[signal]),
  );
}

/** The Node that runs npm comes first: inside a script of npm's, `node` is the one that npm installed. */
function ownNodes() {
  const current = { path: process.execPath, version: process.versions.node };
  const path = process.env.npm_node_execpath;
  if (path === undefined || path === current.path) return [current];
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 ? [{ path, version: stdout.trim().replace(/^v/, '') }, current] : [current];
}

function installedNode() {
  const name = packageOf(platform());
  try {
    const manifest = require.resolve(`${name}/package.json`);
    const path = join(dirname(manifest), require(manifest).bin.node);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function platform() {
  return `${process.platform}-${process.arch}`;
}

/**
 * A terminal sends SIGINT and SIGHUP to the script itself; a second one from here would say "at once".
 * @param {import('node:child_process').ChildProcess} child
 */
function handSignalsOn(child) {
  const handedOn = process.stdin.isTTY ? ['SIGTERM'] : ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const name of /** @type {NodeJS.Signals[]} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) {
    process.on(name, () => {
      if (handedOn.includes(name)) child.kill(name);
    });
  }
}

/** @param {() => void} then */
function whenNpmEnds(then) {
  const parent = process.ppid;
  const npm = npmProcess();
  const timer = setInterval(() => {
    if (process.ppid === parent && isRunning(npm)) return;
    clearInterval(timer);
    then();
  }, LOOK_MS);
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function end(child) {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), ENDING_MS);
}
