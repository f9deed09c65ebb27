/**
 * What stands in the tables behind the charts: values recorded around the playhead, of single steps or record by record;
 * what D believes and the errors of classes at the playhead; the findings. No DOM.
 */
import { studentInterval } from '../../src/base/mean-interval';
import type { BeliefsTrack, ConfusionTrack, CurvesTrack, Track } from '../../src/protocol/tracks';
import type { Curve } from '../../src/protocol/training-panel-messages';
import { formatCount, formatEpoch, formatExact, formatProbability, formatUncertainty } from '../common/format';
import { t } from '../common/words';
import { epochAt, type PanelState, playheadStep, tracksOf } from './state';
import { isOfClasses } from './tracks/class-series';
import { matrixOf, pairAt } from './tracks/confusion-matrix';
import { rowsOf } from './tracks/confusion-rows';
import { valueAtPlayhead } from './tracks/playhead-values';

export interface Table {
  readonly caption: string;
  /** Of the rows' names, then of each cell. */
  readonly head: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly name: string;
  /** To which a press of the name leads. */
  readonly step?: number;
  /** Whether it belongs to the playhead. */
  readonly isCurrent?: boolean;
  readonly cells: readonly string[];
}

/** One for all curves, step by step, and what each other track has. */
export function tablesOf(state: PanelState): readonly Table[] {
  const tracks = tracksOf(state);
  const curves = tracks.filter((track): track is CurvesTrack => track.kind === 'curves' && !isOfClasses(track));
  return [
    ...findingsOf(state),
    ...(curves.length > 0 ? [everyStep(state, curves)] : []),
    ...tracks.flatMap((track) => tablesOfTrack(track, state)),
  ];
}

function tablesOfTrack(track: Track, state: PanelState): readonly Table[] {
  switch (track.kind) {
    case 'curves':
      return isOfClasses(track) ? [classMeans(track, state), records(track, track.series, state)] : [];
    case 'heat':
      return [records(track, track.rows, state)];
    case 'bands':
      return track.unavailable === undefined ? [records(track, track.bands, state)] : [];
    case 'beliefs':
      return [beliefs(track, state)];
    case 'confusion':
      return [records(rowsOf(track), rowsOf(track).rows, state), confusion(track, state)];
    case 'images':
      return [];
  }
}

interface Column {
  readonly name: string;
  readonly curve: Curve | undefined;
}

function everyStep(state: PanelState, tracks: readonly CurvesTrack[]): Table {
  const columns = tracks.flatMap(({ id, title, series }): Column[] =>
    series.map(({ label }, index) => ({
      name: `${label} ${title.toLocaleLowerCase()}`,
      curve: state.table.get(id)?.curves[index],
    })),
  );
  const at = playheadStep(state);
  const caption = t('Every value recorded around step {step}', { step: formatCount(at) });
  return ofSteps(state, caption, columns, () => at);
}

/** @param of what is recorded of it at the same steps, more rarely than at every one */
function records({ id, title }: Track, of: readonly { readonly label: string }[], state: PanelState): Table {
  const at = playheadStep(state);
  const held = state.table.get(id)?.curves;
  const columns = of.map(({ label }, index): Column => ({ name: label, curve: held?.[index] }));
  const caption = t('{title}, as recorded around step {step}', { title, step: formatCount(at) });
  return ofSteps(state, caption, columns, (steps) => steps.findLast((step) => step <= at));
}

/** @param currentOf the step whose row belongs to the playhead */
function ofSteps(
  state: PanelState,
  caption: string,
  columns: readonly Column[],
  currentOf: (steps: readonly number[]) => number | undefined,
): Table {
  const byStep = columns.map(({ curve }) => {
    const values = new Map<number, number>();
    curve?.firstStep.forEach((step, bucket) =>
      values.set(step, curve.nonFinite[bucket] ? NaN : (curve.mean[bucket] ?? NaN)),
    );
    return values;
  });
  const steps = [...new Set(byStep.flatMap((values) => [...values.keys()]))].sort((a, b) => a - b);
  const current = currentOf(steps);
  const isRead = columns.some(({ curve }) => curve !== undefined);
  const nothing = isRead ? `${caption}: ${t('nothing recorded')}` : t('Reading…');
  return {
    caption: steps.length > 0 ? caption : nothing,
    head: [t('step'), t('epoch'), ...columns.map(({ name }) => name)],
    rows: steps.map((step) => ({
      name: formatCount(step),
      step,
      isCurrent: step === current,
      cells: [formatEpoch(epochAt(state, step)), ...byStep.map((values) => written(values.get(step)))],
    })),
  };
}

const written = (value: number | undefined): string => (value === undefined ? '' : formatExact(value));

/** How many images of each kind were given which probability. */
function beliefs({ title, real, generated }: BeliefsTrack, state: PanelState): Table {
  const counts = [real, generated].map((tag) => state.histogramsAtPlayhead.get(tag)?.counts ?? new Float32Array());
  const bins = Math.max(...counts.map(({ length }) => length));
  const edge = (bin: number) => formatProbability(bin / bins);
  return {
    caption: t('{title}: how many images at step {step}', { title, step: formatCount(playheadStep(state)) }),
    head: [t('probability'), t('real'), t('generated')],
    rows: Array.from({ length: bins }, (_, bin) => ({
      name: `${edge(bin)} – ${edge(bin + 1)}`,
      cells: counts.map((its) => formatCount(its[bin] ?? 0)),
    })),
  };
}

/** The means of classes at the playhead, how far each may be off, and of how many images it is. */
function classMeans({ title, series }: CurvesTrack, state: PanelState): Table {
  return {
    caption: t('{title}: means at step {step}', { title, step: formatCount(playheadStep(state)) }),
    head: [t('class'), t('mean'), t('standard error'), t('95 % interval (Student)'), t('images')],
    rows: series.map(({ label, tag, samples, standardError }) => {
      const mean = valueAtPlayhead(state, tag)?.value;
      const error = standardError === undefined ? undefined : valueAtPlayhead(state, standardError)?.value;
      const isKnown = mean !== undefined && error !== undefined && samples !== undefined && samples > 1;
      const interval = isKnown ? studentInterval(mean, error, samples) : undefined;
      return {
        name: label,
        cells: [
          written(mean),
          error === undefined ? '' : formatUncertainty(error),
          interval ? `${formatExact(interval.low)} – ${formatExact(interval.high)}` : '',
          samples === undefined ? '' : formatCount(samples),
        ],
      };
    }),
  };
}

/** A row a true class, a column a class told: the counts at the playhead. */
function confusion({ title, classes, counts }: ConfusionTrack, state: PanelState): Table {
  const names = classes.map(({ name }) => name);
  const matrix = matrixOf(state.histogramsAtPlayhead.get(counts)?.counts ?? [], names.length);
  const step = formatCount(playheadStep(state));
  return {
    caption: matrix
      ? t('{title}: how many of each class were taken for which, by step {step}', { title, step })
      : t('{title}: nothing recorded yet', { title }),
    head: [t('true ↓'), ...names.map((name) => t('taken for {told}', { told: name })), t('in all')],
    rows: matrix
      ? names.map((name, truth) => ({
          name,
          cells: [
            ...names.map((_, told) => formatCount(pairAt(matrix, truth, told).count)),
            formatCount(matrix.totals[truth] ?? 0),
          ],
        }))
      : [],
  };
}

function findingsOf({ run }: PanelState): readonly Table[] {
  const findings = run?.findings ?? [];
  if (findings.length === 0) return [];
  return [
    {
      caption: t('Findings'),
      head: [t('began at step'), t('noticed at step'), t('finding')],
      rows: findings.map(({ title, begunAtStep, noticedAtStep }) => ({
        name: formatCount(begunAtStep),
        step: begunAtStep,
        cells: [formatCount(noticedAtStep), title],
      })),
    },
  ];
}
