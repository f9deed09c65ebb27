/** What the Latent space panel says: of maps, of trust, of progress, of samples. */
import type { Encoded, LatentMap, Projection, Trust } from '../../src/protocol/latent-questions';
import { formatCount, formatProbability, formatShare, formatValue } from '../common/format';
import { t } from '../common/words';
import type { ColourBy } from './colouring';
import type { LatentState, Progress } from './state';

export function methodName({ method }: Projection): string {
  switch (method) {
    case 'pca':
      return 'PCA';
    case 'codings':
      return t('Codings');
    case 'umap':
      return 'UMAP';
    case 'tsne':
      return 't-SNE';
  }
}

export function colourName(by: ColourBy): string {
  switch (by) {
    case 'class':
      return t('Class');
    case 'error':
      return t('Reconstruction error');
    case 'real':
      return t('Probability of “real”');
    case 'plain':
      return t('One colour');
  }
}

/** From here on distances on the map are to be believed, or nearly. */
const GOOD = 0.95;
const FAIR = 0.85;

export function trustWords({ trustworthiness, continuity }: Trust): string {
  const worst = Math.min(trustworthiness, continuity);
  const word = worst >= GOOD ? t('good') : worst >= FAIR ? t('fair') : t('poor');
  return t('Trust {trustworthiness} · {continuity}: {word}', {
    trustworthiness: formatProbability(trustworthiness),
    continuity: formatProbability(continuity),
    word,
  });
}

export const trustExplained = ({ neighbours, sample, trustworthiness, continuity }: Trust): string =>
  t(
    'Trustworthiness {trustworthiness}: whether neighbours on the map are neighbours in the latent space. Continuity {continuity}: whether neighbours there are neighbours here. 1 is perfect, 0.5 is chance; of the {neighbours} nearest, measured on {sample} codings (Venna and Kaski, 2001). Below 0.85 distances on this map say little.',
    {
      trustworthiness: formatProbability(trustworthiness),
      continuity: formatProbability(continuity),
      neighbours: formatCount(neighbours),
      sample: formatCount(sample),
    },
  );

/** What the map is of, in a line. */
export function mapWords({ map, encoded, description }: LatentState): string {
  if (!map || !encoded || !description || description.source.kind === 'none') return '';
  const { source } = description;
  const all = source.count;
  const count =
    map.placed < all
      ? t('{count} of {all}', { count: formatCount(map.placed), all: formatCount(all) })
      : formatCount(all);
  const what =
    source.kind === 'chance'
      ? source.classes === undefined
        ? t('{count} codings by chance', { count })
        : t('{count} codings by chance, asked for each class in turn', { count })
      : t('{count} samples, {codings} codings each', { count, codings: formatCount(encoded.codings) });
  return [what, ...(map.explained ? [explainedWords(map)] : [])].join(' · ');
}

const explainedWords = ({ explained = [] }: LatentMap): string =>
  t('{shares} of the variance', { shares: explained.map(formatShare).join(' + ') });

export function progressWords({ kind, done, all }: Progress): string {
  const values = { done: formatCount(done), all: formatCount(all) };
  switch (kind) {
    case 'replaying':
      return t('Training up to this step again: {done} of {all} steps', values);
    case 'encoding':
      return t('Encoding: {done} of {all}', values);
    case 'projecting':
      return done === 0 ? t('Looking for neighbours…') : t('Laying out: round {done} of {all}', values);
  }
}

/** Class, number, error of a sample. */
export function sampleWords(sample: number, { classes, scalars }: Encoded, classNames: readonly string[]): string[] {
  const name = classes && classNames[classes[sample] ?? -1];
  return [
    ...(name === undefined ? [] : [name]),
    t('sample {number}', { number: formatCount(sample) }),
    ...scalars.map(({ id, values }) => `${scalarName(id)} ${formatValue(values[sample] ?? NaN)}`),
  ];
}

export const scalarName = (id: 'error' | 'real'): string => (id === 'error' ? t('MSE') : t('D believes'));
