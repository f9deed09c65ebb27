/** The command that saves a model of a run for use elsewhere. Rebuilding a model runs the run's code: in a child process. */
import path from 'node:path';
import * as vscode from 'vscode';
import { ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import { runsCode, saveModel, type SavedModel } from '../client/save-model';
import { MODEL_FORMATS, type ModelFormat } from '../protocol/save-model-job';
import { readManifest } from '../store/manifest-file';
import { trainerProgram } from './settings';

interface Wanted {
  readonly role: string;
  readonly format: ModelFormat;
  /** Absolute: a file, or the folder for tfjs. */
  readonly target: string;
}

/**
 * @param details what a caller wants, so that nobody is asked; anything else is asked for
 * @returns where it was saved @throws ProblemError
 */
export async function saveModelOfRun(
  extensionUri: vscode.Uri,
  runFolder: string,
  details: unknown,
): Promise<string | undefined> {
  const wanted = isWanted(details) ? details : await ask(runFolder);
  if (!wanted) return undefined;
  requireTrustFor(wanted.format);
  const saved = await vscode.window.withProgress<SavedModel | undefined>(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Saving {0}', wanted.role),
      cancellable: true,
    },
    async (_progress, token) => {
      const giveUp = new AbortController();
      token.onCancellationRequested(() => giveUp.abort());
      try {
        return await saveModel(trainerProgram(extensionUri), { ...wanted, runFolder }, giveUp.signal);
      } catch (error) {
        if (giveUp.signal.aborted) return undefined;
        throw error;
      }
    },
  );
  if (!saved) return undefined;
  if (!isWanted(details)) void tell(wanted, saved);
  return wanted.target;
}

const isWanted = (details: unknown): details is Wanted =>
  typeof details === 'object' &&
  details !== null &&
  'role' in details &&
  typeof details.role === 'string' &&
  'target' in details &&
  typeof details.target === 'string' &&
  'format' in details &&
  MODEL_FORMATS.some((format) => format === details.format);

/** @throws ProblemError in a workspace that is not trusted; checked before the process is started */
function requireTrustFor(format: ModelFormat): void {
  if (vscode.workspace.isTrusted || !runsCode(format)) return;
  throw new ProblemError({
    message: vscode.l10n.t('Rebuilding a model runs code of this workspace, which is not trusted.'),
    remedy: vscode.l10n.t('Save the weights as safetensors, or trust the workspace first.'),
    blame: 'environment',
  });
}

async function ask(runFolder: string): Promise<Wanted | undefined> {
  const { models, name } = unwrap(readManifest(runFolder));
  const roles = models.map(({ role, layers }) => ({
    label: role,
    description: vscode.l10n.t('{0} layers', layers.length),
  }));
  const role =
    roles.length === 1
      ? roles[0]
      : await vscode.window.showQuickPick(roles, { placeHolder: vscode.l10n.t('Model to save') });
  if (!role) return undefined;
  const kinds: readonly { label: string; detail: string; format: ModelFormat; extension: string }[] = [
    {
      label: 'TensorFlow.js',
      detail: vscode.l10n.t('A folder with model.json and weights.bin, for tf.loadLayersModel'),
      format: 'tfjs',
      extension: '',
    },
    {
      label: 'ONNX',
      detail: vscode.l10n.t('One file with the forward pass, for ONNX Runtime in any language'),
      format: 'onnx',
      extension: '.onnx',
    },
    {
      label: 'safetensors',
      detail: vscode.l10n.t('One file with the weights alone, for Python; runs no code'),
      format: 'safetensors',
      extension: '.safetensors',
    },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { placeHolder: vscode.l10n.t('Format of the saved model') });
  if (!kind) return undefined;
  // Before a place is asked for where nothing could be saved.
  requireTrustFor(kind.format);
  const base = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(runFolder))?.uri ?? vscode.Uri.file(runFolder);
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(base, `${name}-${role.label}${kind.extension}`),
    saveLabel: vscode.l10n.t('Save Model'),
  });
  return uri && { role: role.label, format: kind.format, target: uri.fsPath };
}

async function tell({ role, target }: Wanted, { step, note }: SavedModel): Promise<void> {
  const reveal = vscode.l10n.t('Show in Explorer');
  const said = vscode.l10n.t(
    '{0} of step {1} is in {2}.',
    role,
    step.toLocaleString(vscode.env.language),
    path.basename(target),
  );
  if ((await vscode.window.showInformationMessage(note ? `${said} ${note}` : said, reveal)) === reveal)
    await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(target));
}
