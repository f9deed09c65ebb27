/** Installs packages of the system where that is ours to do: as root on Debian or one of its children. */
import { existsSync } from 'node:fs';
import { findOnPath } from './programs.mjs';

export const canInstallSystemPackages = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && findOnPath('apt-get') !== undefined;

/**
 * @param {string} name a Debian package
 * @param {{ children: import('./child-groups.mjs').ChildGroups, progress: import('./progress.mjs').Progress }} tools
 * @returns {Promise<string | undefined>} why it could not be installed
 */
export async function installSystemPackage(name, { children, progress }) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const patience = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=20'];
  /** @param {string[]} args */
  const apt = (args) =>
    children.run('apt-get', ['-qq', ...patience, ...args], { env, output: 'pipe', timeoutMs: 600_000 });
  return progress.during(`installing the system package ${name}`, async () => {
    const update = await apt(['update']);
    const install = await apt(['install', '-y', '--no-install-recommends', name]);
    if (install.code === 0) return undefined;
    const lines = `${update.code ? update.text : ''}\n${install.text}`.split('\n');
    return lines.find((line) => /^E:/.test(line)) ?? install.reason;
  });
}
