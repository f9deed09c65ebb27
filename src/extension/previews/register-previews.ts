/** Wires up what an editor shows of a run: previews at the ends of lines, hovers, the way from a line to the timeline. */
import * as vscode from 'vscode';
import type { NewestRuns } from '../newest-runs';
import { showProblem } from '../places';
import type { RunSessions } from '../run-sessions';
import type { RunPanels } from '../run-panels';
import { CursorLayer } from './cursor-layer';
import { InlinePreviews } from './inline-previews';
import { MarkHoverProvider, SHOW_IN_TIMELINE } from './mark-hover';
import { SourceMarks } from './source-marks';

/** Experiments, and the files that help them. */
const SOURCES: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.{ts,mts,js,mjs}' };

export function registerPreviews(sessions: RunSessions, panels: RunPanels, runs: NewestRuns): vscode.Disposable {
  const marks = new SourceMarks(sessions, panels, runs);
  return vscode.Disposable.from(
    marks,
    new InlinePreviews(marks),
    new CursorLayer(marks),
    vscode.languages.registerHoverProvider(SOURCES, new MarkHoverProvider(marks)),
    vscode.commands.registerCommand(SHOW_IN_TIMELINE, async (argument: unknown) => {
      const { runFolder, layer } = (argument ?? {}) as { readonly runFolder?: unknown; readonly layer?: unknown };
      if (typeof runFolder !== 'string') return;
      try {
        const session = await sessions.open(runFolder);
        panels.show(session);
        if (typeof layer === 'string') session.selectLayer(layer);
      } catch (error) {
        showProblem(error);
      }
    }),
  );
}
