/** Names of things that several parts of the panel speak of. */
import type { Whose } from '../../src/protocol/confidence-questions';
import { t } from '../common/words';

export function whoseWords(whose: Whose): string {
  switch (whose) {
    case 'generated':
      return t('Generated');
    case 'real':
      return t('Real');
    case 'heldOut':
      return t('Never seen');
  }
}
