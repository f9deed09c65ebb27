/** What runs on this machine, as Linux's /proc tells it: who belongs to a server or a workspace, and who listens on TCP. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Its arguments, the program first. */
  readonly command: string;
}

/** State of a TCP socket that waits for connections. */
const LISTEN = '0A';

export function allProcesses(): RunningProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // "pid (name) state parent group …", and a name may hold anything, brackets too.
      const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z') return [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [{ pid: Number(name), parent: Number(parent), group: Number(group), command }];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}

/** The extension hosts of a server: one a window. */
export const extensionHosts = (serverGroup: number): RunningProcess[] =>
  allProcesses().filter(({ group, command }) => group === serverGroup && command.includes('--type=extensionHost'));

/** Trainers and inspectors that were started for a workspace, by whomever. */
export const trainersOf = (workspace: string): RunningProcess[] =>
  allProcesses().filter(({ command }) => command.includes('trainer.cjs') && command.includes(workspace));

/** A process, its children, theirs, and so on. */
export function familyOf(pid: number): RunningProcess[] {
  const all = allProcesses();
  const family = all.filter((one) => one.pid === pid);
  for (const member of family) family.push(...all.filter((one) => one.parent === member.pid));
  return family;
}

/** Addresses on which a process waits for TCP connections, as the kernel writes them. */
export function tcpListeners(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return readlinkSync(path.join(`/proc/${pid}/fd`, fd)).match(/^socket:\[(\d+)\]$/)?.[1] ?? [];
      } catch {
        return []; // Closed meanwhile.
      }
    }),
  );
  return ['tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === LISTEN && inode !== undefined && sockets.has(inode))
      .map(([, address = '']) => address),
  );
}
