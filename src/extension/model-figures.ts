/** Figures about models as people read them: short, with the unit, in the language's own digits. */
import * as vscode from 'vscode';
import type { ModelDescription } from '../protocol/inspector-messages';

const KILO = 1000;

/** "generator · 136,634 parameters · 0.27 MFLOP a sample · 1.6 MB with optimizer" */
export function modelFigures(model: ModelDescription, language: string): string {
  const { parameters, bytes, uncounted } = model;
  const count = (value: number) => value.toLocaleString(language);
  const size =
    parameters.trainable === parameters.total
      ? vscode.l10n.t('{0} parameters', count(parameters.total))
      : vscode.l10n.t('{0} parameters ({1} trainable)', count(parameters.total), count(parameters.trainable));
  const flops = scaled(model.flopsPerSample, ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP'], language);
  const arithmetic = vscode.l10n.t('{0} a sample', uncounted.length > 0 ? `≥ ${flops}` : flops);
  const memory = scaled(bytes.weights + bytes.optimizerSlots, ['B', 'kB', 'MB', 'GB', 'TB'], language);
  return [model.role, size, arithmetic, vscode.l10n.t('{0} with optimizer', memory)].join(' · ');
}

/** What the figures leave open, for people who look closer. */
export function figuresExplained({ uncounted }: ModelDescription): string {
  const explained = vscode.l10n.t(
    'Two floating-point operations for each multiply-add of a forward pass; memory of the weights and of what the optimizer keeps for them.',
  );
  return uncounted.length === 0
    ? explained
    : `${explained} ${vscode.l10n.t('Not counted, since it is not known what they multiply: {0}.', uncounted.join(', '))}`;
}

/** A shape without its batch: 28 × 28 × 1. */
export const shapeFigures = (shape: readonly (number | null)[]): string =>
  shape
    .slice(1)
    .map((size) => size ?? '?')
    .join(' × ') || '1';

/** Two digits below ten, so that 1.64 MB is told from 1.55; from 0.1 of a unit on it is that unit's. */
function scaled(value: number, units: readonly string[], language: string): string {
  let scale = 0;
  while (value / KILO ** (scale + 1) >= 0.1 && scale < units.length - 1) scale++;
  const inUnit = value / KILO ** scale;
  const options = inUnit < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: inUnit < 10 ? 1 : 0 };
  return `${inUnit.toLocaleString(language, options)} ${units[scale]}`;
}
