/** The statistics of a span as rows to be shown, read out or copied. No DOM. */
import type { SpanStatistics } from '../../src/protocol/training-panel-messages';
import type { CurvesTrack, SeriesRole } from '../../src/protocol/tracks';
import { formatCount, formatDuration, formatEpoch, formatExact, formatSigned } from '../common/format';
import { t } from '../common/words';
import { matchingTrack, otherSide, RUN_LETTERS } from './other-run';
import { epochAt, type PanelState, spanOf, tracksOf } from './state';

/** One curve of one run over the span. */
export interface SpanRow {
  /** A or B; empty while nothing is compared. */
  readonly letter: string;
  readonly run: string;
  readonly track: string;
  readonly label: string;
  readonly role: SeriesRole;
  /** Undefined where nothing was recorded in the span. */
  readonly statistics: SpanStatistics | undefined;
}

/** Curves from top to bottom; of two runs first this one, then the other. Empty while the statistics are read. */
export function spanRows(state: PanelState): readonly SpanRow[] {
  const curves = tracksOf(state).filter((track): track is CurvesTrack => track.kind === 'curves');
  const other = otherSide(state);
  const matching = curves.filter((track) => other && matchingTrack(track, other));
  return [
    ...rowsOf(state, curves, other ? RUN_LETTERS.run : ''),
    ...(other ? rowsOf(other, matching, RUN_LETTERS.other) : []),
  ];
}

function rowsOf(side: PanelState, tracks: readonly CurvesTrack[], letter: string): readonly SpanRow[] {
  const read = side.statistics?.statistics;
  if (!read) return [];
  const run = side.run?.manifest.name ?? '';
  return tracks.flatMap((track) =>
    track.series.map(({ tag, label, role }) => ({
      letter,
      run,
      track: track.title,
      label,
      role,
      statistics: read.find((statistics) => statistics.tag === tag),
    })),
  );
}

/** "steps 1,200 to 2,400 · 0.6 to 1.3 epochs · 12 s": what the span is. */
export function describeSpan(state: PanelState): string {
  const span = spanOf(state);
  if (!span) return '';
  const wallMs = state.statistics?.wallMs ?? null;
  return [
    t('{count} steps', { count: formatCount(span.to - span.from + 1) }),
    t('epochs {from} to {to}', {
      from: formatEpoch(epochAt(state, span.from)),
      to: formatEpoch(epochAt(state, span.to)),
    }),
    wallMs === null ? '' : t('{time} on the clock', { time: formatDuration(wallMs) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

export interface Figure {
  readonly name: () => string;
  readonly say: (found: SpanStatistics) => string;
  /** Whether it tells of something that is wrong. */
  readonly isBad?: (found: SpanStatistics) => boolean;
}

export const FIGURES: readonly Figure[] = [
  { name: () => t('mean'), say: ({ mean }) => formatExact(mean) },
  { name: () => t('spread'), say: ({ spread }) => formatExact(spread) },
  { name: () => t('lowest'), say: ({ min }) => formatExact(min) },
  { name: () => t('highest'), say: ({ max }) => formatExact(max) },
  { name: () => t('first'), say: ({ first }) => formatExact(first) },
  { name: () => t('last'), say: ({ last }) => formatExact(last) },
  {
    name: () => t('slope per 1,000 steps'),
    // Of a single record there is none.
    say: ({ slopePer1000 }) => (Number.isNaN(slopePer1000) ? '–' : formatSigned(slopePer1000)),
  },
  {
    name: () => t('NaN or ∞'),
    say: ({ nonFinite }) => formatCount(nonFinite),
    isBad: ({ nonFinite }) => nonFinite > 0,
  },
  { name: () => t('records'), say: ({ records }) => formatCount(records) },
];

/** For a note or a mail. */
export function spanAsText(state: PanelState): string {
  const span = spanOf(state);
  if (!span) return '';
  const head = t('{run}, steps {from} to {to}', {
    run: state.run?.manifest.name ?? '',
    from: formatCount(span.from),
    to: formatCount(span.to),
  });
  const lines = spanRows(state).map(({ letter, run, track, label, statistics }) => {
    const name = [letter && `${letter} ${run}`, track, label].filter(Boolean).join(' · ');
    const said = statistics
      ? FIGURES.map(({ name: figure, say }) => `${figure()} ${say(statistics)}`).join(', ')
      : t('nothing recorded');
    return `${name}: ${said}`;
  });
  return [`${head} (${describeSpan(state)})`, ...lines, ''].join('\n');
}

const CSV_COLUMNS = ['run', 'track', 'curve', 'tag', 'firstStep', 'lastStep', 'records', 'nonFinite'] as const;
const CSV_FIGURES = ['mean', 'spread', 'min', 'max', 'first', 'last', 'slopePer1000'] as const;

/** For a program: every digit, a point as the decimal mark, names that no language changes (RFC 4180). */
export function spanAsCsv(state: PanelState): string {
  const rows = spanRows(state).flatMap(({ letter, run, track, label, statistics }) => {
    if (!statistics) return [];
    const { tag, firstStep, lastStep, records, nonFinite } = statistics;
    const name = letter ? `${letter} ${run}` : run;
    return [
      [
        name,
        track,
        label,
        tag,
        firstStep,
        lastStep,
        records,
        nonFinite,
        ...CSV_FIGURES.map((each) => statistics[each]),
      ],
    ];
  });
  const lines = [[...CSV_COLUMNS, ...CSV_FIGURES], ...rows].map((row) => row.map(csvField).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

const csvField = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
