/**
 * PyTorch and JAX, for `npm run bench` to alternate Gibbon with: a Python environment of their own in Gibbon's cache, outside
 * of any checkout, from PyPI and nowhere else (which builds people get by themselves). Knows no model.
 */
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE, ROOT } from './places.mjs';
import { findOnPath } from './programs.mjs';
import { SetupError } from './progress.mjs';

const FOLDER = path.join(CACHE, 'bench-peers');
const PYTHON = path.join(FOLDER, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
/** There when everything is installed: a setup that was interrupted starts over. */
const DONE = path.join(FOLDER, 'installed');
/** PyTorch from PyPI for Linux brings the libraries of CUDA, whether or not there is a GPU. */
const TAKES_GB = 6;
const DOWNLOADS = path.join(CACHE, 'bench-peers.log');

/** Where the peers' programs are. */
export const PEERS = path.join(ROOT, 'tests', 'bench', 'peers');

/** @returns {string | undefined} the Python that has PyTorch and JAX; undefined before `npm run bench -- --setup` */
export const peersPython = () => (existsSync(DONE) && existsSync(PYTHON) ? PYTHON : undefined);

/** @param {import('../setup.mjs').Tools} tools @throws {SetupError} */
export async function setUpPeers({ children, progress }) {
  if (peersPython()) return progress.say(`· PyTorch and JAX are set up in ${FOLDER}.`);
  const python = findOnPath('python3') ?? findOnPath('python');
  if (!python) throw new SetupError('PyTorch and JAX need Python 3.11 or newer, and there is none: install it.');
  mkdirSync(CACHE, { recursive: true });
  const { bavail, bsize } = statfsSync(CACHE);
  const freeGb = (bavail * bsize) / 1e9;
  const takes = `PyTorch and JAX from PyPI take ${TAKES_GB} GB in ${FOLDER}, the download 3 GB and some minutes`;
  // The downloads lie there, too, until they are unpacked.
  if (freeGb < 2 * TAKES_GB) throw new SetupError(`${takes}; only ${freeGb.toFixed(0)} GB are free.`);
  progress.say(`· ${takes}; what pip says goes to ${DOWNLOADS}`);
  rmSync(FOLDER, { recursive: true, force: true });
  const requirements = path.join(PEERS, 'requirements.txt');
  await progress.during('installing PyTorch and JAX', async () => {
    for (const [command, args] of /** @type {const} */ ([
      [python, ['-m', 'venv', FOLDER]],
      [PYTHON, ['-m', 'pip', 'install', '--no-cache-dir', '--log', DOWNLOADS, '-r', requirements]],
    ])) {
      const { code, reason, text } = await children.run(command, args, { output: 'pipe' });
      const lastWords = text.trim().split('\n').slice(-2).join(' | ');
      if (code !== 0) throw new SetupError(`PyTorch and JAX could not be installed (${reason}): ${lastWords}`);
    }
  });
  writeFileSync(DONE, '');
}
