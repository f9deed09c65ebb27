/**
 * Runs the npm-carried VS Code on 127.0.0.1 with a scratch profile, and says under which URL it opens what. It knows
 * nothing of Gibbon beyond the folder of an extension.
 */
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { delay } from './child-groups.mjs';
import { SetupError } from './progress.mjs';

const START_TIMEOUT_MS = 60_000;

/** A profile in which nothing is asked, advertised, or fetched. */
export const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'window.menuBarVisibility': 'compact',
};

/**
 * @typedef {object} RunningServer
 * @property {string} url
 * @property {number} group process group of the server and its extension hosts
 * @property {string} log its log file
 * @property {Promise<import('./child-groups.mjs').Ending>} ended
 * @property {() => Promise<void>} stop
 */

/**
 * @param {object} options
 * @param {import('./child-groups.mjs').ChildGroups} options.children
 * @param {import('./code-server-install.mjs').CodeServer} options.server
 * @param {string} options.profile an empty folder; the profile, the log and all state go there
 * @param {Record<string, unknown>} [options.settings]
 * @param {string} [options.extension] installs this folder as an extension, by a link
 * @param {string} [options.vsix] installs this package as a user does
 * @param {boolean} [options.workspaceTrust] asks for trust, and until then restricts what a window may do
 * @param {boolean} [options.testDriver] lets a URL name an extension under development and its tests; hides toasts
 * @param {number} [options.port] by default a free one
 * @param {NodeJS.ProcessEnv} [options.env] added to ours
 * @returns {Promise<RunningServer>}
 */
export async function startCodeServer(options) {
  const { children, server, profile, settings, extension, vsix, workspaceTrust, testDriver, port, env } = options;
  const userData = path.join(profile, 'user');
  const extensions = path.join(profile, 'extensions');
  mkdirSync(extensions, { recursive: true });
  writeSettings(profile, settings);
  if (extension) linkExtension(extensions, extension);
  if (vsix) await installPackage(options, ['--user-data-dir', userData, '--extensions-dir', extensions]);
  const actualPort = port ?? (await freePort());
  const logFile = path.join(profile, 'server.log');
  const log = openSync(logFile, 'a');
  const child = children.start(
    server.node,
    [
      ...[server.entry, '--config', path.join(profile, 'config.yaml')],
      ...['--user-data-dir', userData, '--extensions-dir', extensions],
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${actualPort}`, '--ignore-last-opened'],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
      // Hosts otherwise wait three hours for a browser that has gone.
      ...['--reconnection-grace-time', testDriver ? '5' : '60'],
      ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    {
      output: log,
      env: {
        ...process.env,
        EXTENSIONS_GALLERY: '{}', // No requests to a marketplace.
        XDG_DATA_HOME: profile, // Its own logs go there, whatever the profile.
        ...env,
      },
    },
  );
  closeSync(log);
  const url = `http://127.0.0.1:${actualPort}`;
  await untilHealthy(url, child, logFile);
  return { url, group: child.group, log: logFile, ended: child.ended, stop: () => child.end() };
}

/**
 * The settings of a profile; VS Code sees a change at once. A server's window takes machine-scoped settings from a file
 * of their own, which a desktop's doesn't have.
 * @param {string} profile @param {Record<string, unknown>} [settings]
 * @param {readonly ('User' | 'Machine')[]} [kinds] the files to write
 */
export function writeSettings(profile, settings = {}, kinds = ['User', 'Machine']) {
  for (const kind of kinds) {
    const folder = path.join(profile, 'user', kind);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
  }
}

/** @param {Parameters<typeof startCodeServer>[0]} options @param {string[]} places */
async function installPackage({ children, server, vsix = '', env }, places) {
  const install = [server.entry, ...places, '--install-extension', vsix];
  const { code, reason, text } = await children.run(server.node, install, {
    output: 'pipe',
    env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...env },
    timeoutMs: START_TIMEOUT_MS,
  });
  if (code !== 0) throw new SetupError(`${path.basename(vsix)} could not be installed (${reason}):\n${text.trim()}`);
}

/** @param {string} extensions @param {string} folder */
function linkExtension(extensions, folder) {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  symlinkSync(folder, path.join(extensions, `${publisher}.${name}-${version}`), 'dir');
}

/** @param {string} url @param {import('./child-groups.mjs').Child} child @param {string} logFile */
async function untilHealthy(url, child, logFile) {
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  /** @type {import('./child-groups.mjs').Ending | undefined} */
  let ending;
  void child.ended.then((value) => (ending = value));
  while (
    !(await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    ))
  ) {
    if (ending || performance.now() > giveUpAt) {
      await child.end();
      const lastLines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
      throw new SetupError(`The VS Code server did not start (${ending?.reason ?? 'no answer'}):\n${lastLines}`);
    }
    await delay(100);
  }
}

/** @returns {Promise<number>} a port of 127.0.0.1 that is free now */
export function freePort(wanted = 0) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(freePort()));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/**
 * @param {string} serverUrl
 * @param {object} what absolute paths
 * @param {string} what.folder
 * @param {string} [what.file] opened in an editor
 * @param {string} [what.extension] loaded as an extension under development; needs the test driver
 * @param {string} [what.tests] module whose run() is called in the extension host; needs the test driver
 */
export function workbenchUrl(serverUrl, { folder, file, extension, tests }) {
  const remote = (/** @type {string} */ place) => `vscode-remote://${new URL(serverUrl).host}${place}`;
  const payload = Object.entries({
    openFile: file,
    extensionDevelopmentPath: extension,
    extensionTestsPath: tests,
  }).flatMap(([key, place]) => (place ? [[key, remote(place)]] : []));
  const query = { folder, ...(payload.length ? { payload: JSON.stringify(payload) } : {}) };
  return `${serverUrl}/?${Object.entries(query)
    .map(([key, value]) => `${key}=${readable(encodeURIComponent(value))}`)
    .join('&')}`;
}

/** Undoes the escapes that a query needs not, because people copy this from a terminal. @param {string} escaped */
const readable = (escaped) => escaped.replace(/%(2F|3A|2C)/g, (code) => decodeURIComponent(code));
