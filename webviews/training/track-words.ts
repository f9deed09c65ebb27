/**
 * Tracks come from the run in English, whatever the reader's language: here their texts are translated, once, when the
 * run is read. A name that the experiment gave stays as it is.
 */
import type { Track } from '../../src/protocol/tracks';
import { formatCount } from '../common/format';
import { type Translate, t } from '../common/words';

/** @param translate the page's own by default */
export function translateTrack(track: Track, translate: Translate = t): Track {
  const title = translate(track.title);
  const subtitle = translateCounted(track.subtitle, translate);
  switch (track.kind) {
    case 'curves':
      return {
        ...track,
        title,
        subtitle,
        series: track.series.map((series) => ({ ...series, label: translate(series.label) })),
      };
    case 'beliefs':
    case 'confusion':
      return { ...track, title, subtitle };
    case 'heat':
      return { ...track, title, subtitle: translateCounted(track.subtitle, translate) };
    case 'bands': {
      const { unavailable } = track;
      const why = unavailable === undefined ? {} : { unavailable: translate(unavailable) };
      return { ...track, title, subtitle, ...why };
    }
    case 'images':
      return { ...track, title, subtitle, caption: translateCounted(track.caption, translate) };
  }
}

/** "64 fixed codings" has the key "{count} fixed codings": how many there are depends on the run. */
function translateCounted(text: string, translate: Translate): string {
  const count = /^\d+/.exec(text)?.[0];
  if (count === undefined) return translate(text);
  return translate(text.replace(count, '{count}'), { count: formatCount(Number(count)) });
}
