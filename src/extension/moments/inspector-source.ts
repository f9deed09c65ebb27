/** What this window computes moments of a run again with, and when it must not. */
import * as vscode from 'vscode';
import { RunInspectorClient } from '../../client/run-inspector-client';
import type { Problem } from '../../base/problem';
import type { RunManifest } from '../../protocol/manifest';
import { inspectorProgram, jobSettings, stepsInspected } from '../settings';
import type { InspectorSource } from './run-inspection';

export const inspectorSource = (extensionUri: vscode.Uri): InspectorSource => ({
  isWanted: stepsInspected,
  obstacle: () => (vscode.workspace.isTrusted ? undefined : notTrusted()),
  obstacleToReplay,
  start: (runFolder) => new RunInspectorClient(inspectorProgram(extensionUri), runFolder, jobSettings()),
});

const obstacleToReplay = ({ replayable }: RunManifest): Problem | undefined =>
  replayable !== false
    ? undefined
    : {
        message: vscode.l10n.t(
          'This run’s steps can’t be computed again: its step keeps something outside of ctx.state.',
        ),
        remedy: vscode.l10n.t('Keep it in ctx.state, and train again.'),
        blame: 'experiment',
      };

const notTrusted = (): Problem => ({
  message: vscode.l10n.t('Computing a step again runs code of this workspace, which is not trusted.'),
  remedy: vscode.l10n.t('Trust the workspace first (Workspaces: Manage Workspace Trust).'),
  blame: 'environment',
});
