/** The state of a run as people read it. */
import { assertNever } from '../../src/base/assert-never';
import type { RunState } from '../../src/protocol/manifest';
import { t } from './words';

export function stateName(state: RunState): string {
  switch (state) {
    case 'starting':
      return t('starting');
    case 'training':
      return t('training');
    case 'paused':
      return t('paused');
    case 'finished':
      return t('finished');
    case 'stopped':
      return t('stopped');
    case 'failed':
      return t('failed');
    case 'crashed':
      return t('crashed');
    default:
      return assertNever(state);
  }
}
