/** From stack frames in the bundle back to the user's own lines, through the bundle's source map. */
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourcePlace } from '../protocol/manifest';

export class SourcePositions {
  private readonly map: SourceMap;

  /**
   * @param bundleName file name of the bundle as it appears in stack frames
   * @param sourceMap the map's JSON, its sources absolute
   */
  constructor(
    private readonly bundleName: string,
    sourceMap: string,
  ) {
    this.map = new SourceMap(JSON.parse(sourceMap) as SourceMapPayload);
  }

  /** The user's frames in an error's stack, innermost first; frames in node_modules are left out. */
  framesOf(error: Error): SourcePlace[] {
    const frames: SourcePlace[] = [];
    for (const [, url, line, column] of (error.stack ?? '').matchAll(/(file:\/\/[^\s()]+?):(\d+):(\d+)/g)) {
      if (!url?.includes(this.bundleName)) continue;
      const entry = this.map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!('originalSource' in entry) || !entry.originalSource) continue;
      const source = entry.originalSource;
      const file = path.normalize(source.startsWith('file:') ? fileURLToPath(source) : source);
      if (!path.isAbsolute(file) || file.split(path.sep).includes('node_modules')) continue;
      const place = { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
      const previous = frames.at(-1);
      if (previous?.file !== place.file || previous.line !== place.line) frames.push(place);
    }
    return frames;
  }
}
