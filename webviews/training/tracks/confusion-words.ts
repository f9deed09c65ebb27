/** What is said of a confusion matrix: of one cell, of the worst pair, of all. No DOM. */
import type { ConfusionTrack } from '../../../src/protocol/tracks';
import { formatCount, formatPercent, formatShare } from '../../common/format';
import { t } from '../../common/words';
import { type ClassPair, type ConfusionMatrix, pairAt, rightOf, worstPair } from './confusion-matrix';

export const className = ({ classes }: ConfusionTrack, index: number): string =>
  classes[index]?.name ?? formatCount(index);

/** "Shirt taken for T-shirt/top: 18 % of 103" */
export function pairWords(track: ConfusionTrack, { truth, told, share, of }: ClassPair): string {
  const words = { truth: className(track, truth), told: className(track, told), share: formatShare(share) };
  return t('{truth} taken for {told}: {share} of {count}', { ...words, count: formatCount(of) });
}

export function worstWords(track: ConfusionTrack, matrix: ConfusionMatrix): string {
  const worst = worstPair(matrix);
  return worst ? pairWords(track, worst) : t('No image is taken for another class');
}

/** "87.9 % of 1,000 told right" */
export function rightWords(matrix: ConfusionMatrix): string {
  const { right, all } = rightOf(matrix);
  const share = formatPercent(all > 0 ? right / all : 0);
  return t('{share} of {count} told right', { share, count: formatCount(all) });
}

/** A line for its name, one for its counts. */
export function cellWords(track: ConfusionTrack, matrix: ConfusionMatrix, truth: number, told: number): string[] {
  const { count, of, share } = pairAt(matrix, truth, told);
  const [its, other] = [className(track, truth), className(track, told)];
  return [
    truth === told
      ? t('{truth} told right', { truth: its })
      : t('{truth} taken for {told}', { truth: its, told: other }),
    of > 0
      ? t('{part} of {count}: {share}', {
          part: formatCount(count),
          count: formatCount(of),
          share: formatPercent(share),
        })
      : t('none of this class among the images'),
  ];
}
