/** What a hover says of a layer's feature maps: which they are, of what, and their figures; or why there are none. */
import * as vscode from 'vscode';
import type { FedMaps, LayerMaps, MissingMaps } from '../../protocol/feature-maps';
import { mapFigures, mapsInLine } from './feature-maps';
import { figure } from './figures';
import type { Moment } from './moment';

/** @returns nothing while none are recorded */
export function mapWords(maps: LayerMaps, sample: FedMaps['sample'], moment: Pick<Moment, 'reader' | 'step'>): string {
  const { language } = vscode.env;
  const { step, smallest, largest, dead } = mapFigures(maps, moment);
  if (step === undefined) return '';
  const inLine = mapsInLine(maps).length;
  const words = [
    whichMaps(maps, sample),
    ...(inLine < maps.shown ? [vscode.l10n.t('in the line {0} of these, evenly spaced', inLine)] : []),
    vscode.l10n.t('step {0}', step.toLocaleString(language)),
    vscode.l10n.t('values from {0} to {1}', figure(smallest, language), figure(largest, language)),
    vscode.l10n.t('{0} of {1} maps are 0 everywhere', dead ?? '–', maps.count),
  ];
  return words.join(' · ');
}

function whichMaps({ shown, count }: LayerMaps, sample: FedMaps['sample']): string {
  switch (sample) {
    case 'heldOutImage':
      return vscode.l10n.t('Feature maps 1 to {0} of {1} for the first held-out image', shown, count);
    case 'codingOfImage':
      return vscode.l10n.t('Feature maps 1 to {0} of {1} for the coding of the first held-out image', shown, count);
    case 'fixedCoding':
      return vscode.l10n.t('Feature maps 1 to {0} of {1} for the first fixed coding', shown, count);
  }
}

export function missingMapWords({ missing, message = '' }: MissingMaps): string {
  switch (missing) {
    case 'severalInputs':
      return vscode.l10n.t('No feature maps: expected a model with one input, and this one has several.');
    case 'unknownInput':
      return vscode.l10n.t(
        'No feature maps: expected a model that takes images of the data set, what the encoder gives out, or noise that the step draws.',
      );
    case 'failed':
      return vscode.l10n.t('No feature maps: the model failed when it was given one sample: {0}', message);
  }
}
