/** A data set's figures as people read them. */
import type { DatasetPreview } from '../../src/protocol/dataset-preview';
import { formatCount, formatRound } from '../common/format';
import { t } from '../common/words';

/** "images 28 × 28 × 1 · from 0 to 1 · 54,000 to train · 6,000 held out · 10,000 to test" */
export function factsOf({ samples, shape, range: [least, most], splits }: DatasetPreview): string {
  return [
    `${wordFor(samples)} ${shape.join(' × ')}`,
    t('from {least} to {most}', { least: formatRound(least), most: formatRound(most) }),
    t('{count} to train', { count: formatCount(splits.train) }),
    ...(splits.validation > 0 ? [t('{count} held out', { count: formatCount(splits.validation) })] : []),
    t('{count} to test', { count: formatCount(splits.test) }),
  ].join(' · ');
}

function wordFor(samples: DatasetPreview['samples']): string {
  switch (samples) {
    case 'images':
      return t('images');
    case 'points':
      return t('points');
    case 'sequences':
      return t('sequences');
    case 'vectors':
      return t('vectors');
  }
}
