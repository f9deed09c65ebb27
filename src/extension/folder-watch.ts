/**
 * Says when entries of one folder come and go, also when the folder itself is made later. Not through VS Code: Gibbon
 * excludes its run folders from VS Code's watching, whose events would be hundreds a second.
 */
import { existsSync, type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../base/disposable';

export class FolderWatch implements Disposable {
  private watcher: FSWatcher | undefined;
  private target: string | undefined;

  /**
   * @param folder absolute
   * @param root an ancestor, beyond which it isn't waited for
   * @param onEntry with the path of what came or went; the folder itself, when that did
   */
  constructor(
    private readonly folder: string,
    private readonly root: string,
    private readonly onEntry: (entry: string) => void,
  ) {
    this.aim();
  }

  dispose(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }

  /** At the folder, or at the nearest there is on the way to it. */
  private aim(): void {
    const target = nearest(this.folder, this.root);
    if (target === this.target) return;
    this.watcher?.close();
    this.target = target;
    try {
      this.watcher = target === undefined ? undefined : watch(target, { persistent: false });
    } catch {
      // Gone in between, or this system watches no more folders: then the Refresh button is what there is.
      this.watcher = undefined;
    }
    this.watcher?.on('change', (_event, name) => this.onChange(String(name)));
    this.watcher?.on('error', () => this.watcher?.close());
    // What came before the watch began is told by nobody.
    if (nearest(this.folder, this.root) !== target) this.aim();
  }

  private onChange(name: string): void {
    const before = this.target;
    // What is watched may be gone, or have come back as another folder.
    if (before !== undefined && !existsSync(before)) this.target = undefined;
    this.aim();
    if (this.target !== before) this.onEntry(this.folder);
    else if (before === this.folder) this.onEntry(path.join(this.folder, name));
  }
}

function nearest(folder: string, root: string): string | undefined {
  for (let at = folder; at.startsWith(root) && path.dirname(at) !== at; at = path.dirname(at))
    if (existsSync(at)) return at;
  return undefined;
}
