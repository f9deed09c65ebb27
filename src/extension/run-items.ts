/**
 * What the Runs tree says of each run: its place among the others, its words and its icon. Pure: what is known of a run
 * goes in, texts come out. Knows nothing of trees and of where runs are kept.
 */
import type { l10n as vscodeL10n } from 'vscode';
import type { RunManifest, RunState } from '../protocol/manifest';
import type { TrainerStatus } from '../protocol/trainer-messages';
import type { RunListing } from '../store/run-list';

/** A run as it lies on disk, and what its trainer last said, if one is known here. */
export interface RunEntry extends RunListing {
  readonly status?: TrainerStatus;
}

export interface RunItem {
  readonly label: string;
  readonly description: string;
  /** Name and value of what the tooltip says, in order. */
  readonly facts: readonly (readonly [string, string])[];
  readonly icon: { readonly id: string; readonly colour?: string };
  /** Words that the `when` clauses of menus look for: run, its state, live or idle, resumable. */
  readonly context: string;
  /** For screen readers, which hear no icon. */
  readonly spoken: string;
}

/** How things are said: VS Code's translations, and its language for numbers and dates. */
export interface Speech {
  readonly l10n: Pick<typeof vscodeL10n, 't'>;
  readonly locale: string;
}

const ICONS: Readonly<Record<RunState, RunItem['icon']>> = {
  starting: { id: 'loading~spin', colour: 'charts.blue' },
  training: { id: 'sync~spin', colour: 'charts.blue' },
  paused: { id: 'debug-pause', colour: 'charts.yellow' },
  finished: { id: 'pass', colour: 'charts.green' },
  stopped: { id: 'debug-stop', colour: 'descriptionForeground' },
  failed: { id: 'error', colour: 'charts.red' },
  // Orange of charts lets the background through in recent VS Codes, and can hardly be seen.
  crashed: { id: 'warning', colour: 'list.warningForeground' },
};

/** Of the families' figures, those that say most about how a training goes; the first pair that is there is shown. */
const HEADLINES = [
  ['dLoss', 'gLoss'],
  ['loss', 'valLoss'],
] as const;

const RESUMABLE: readonly RunState[] = ['paused', 'stopped', 'failed', 'crashed'];

/** What its trainer says counts more than what lies on disk, where a pause leaves no trace. */
export const stateOf = ({ status, state }: RunEntry): RunState => status?.state ?? state;

/** Whether a trainer owns the run now. */
export const isLive = (run: RunEntry): boolean =>
  ['starting', 'training'].includes(stateOf(run)) || (run.status?.state === 'paused' && run.manifest?.end === null);

export const isResumable = (run: RunEntry): boolean => run.manifest !== undefined && RESUMABLE.includes(stateOf(run));

export function describeRun(run: RunEntry, speech: Speech): RunItem {
  const state = stateOf(run);
  const label = run.manifest?.name ?? run.id;
  const figures = run.manifest ? figuresOf(run, run.manifest, speech) : [run.problem?.message ?? run.id];
  const description = [...figures, formatBytes(run.bytes, speech)].join(' · ');
  const context = ['run', state, isLive(run) ? 'live' : 'idle', ...(isResumable(run) ? ['resumable'] : [])].join(' ');
  return {
    label,
    description,
    facts: factsOf(run, speech),
    icon: ICONS[state],
    context,
    spoken: `${label}, ${stateWord(state, speech)}, ${figures.join(', ')}`,
  };
}

function figuresOf(run: RunEntry, manifest: RunManifest, speech: Speech): string[] {
  const { l10n, locale } = speech;
  const step = stepOf(run);
  const metrics = run.status?.metrics ?? manifest.end?.metrics ?? {};
  const started = formatStart(manifest.createdAt, locale);
  if (step === undefined) return [started, stateWord(stateOf(run), speech)];
  const steps =
    step >= manifest.totalSteps
      ? l10n.t('{0} steps', count(step, locale))
      : `${count(step, locale)}/${count(manifest.totalSteps, locale)}`;
  const epoch = l10n.t(
    'epoch {0}',
    (step / manifest.stepsPerEpoch).toLocaleString(locale, { maximumFractionDigits: 1 }),
  );
  // A narrow side bar shows the beginning: what tells how it goes comes first.
  return [steps, ...headlineOf(metrics, speech), epoch, started];
}

function headlineOf(metrics: Readonly<Record<string, number | null>>, { l10n, locale }: Speech): string[] {
  const names = HEADLINES.find(([first]) => first in metrics) ?? Object.keys(metrics).slice(0, 2);
  return names.flatMap((name) => {
    const value = metrics[name];
    if (value === undefined) return [];
    const text = value === null ? l10n.t('not finite') : value.toLocaleString(locale, { maximumSignificantDigits: 3 });
    return [`${name} ${text}`];
  });
}

const stepOf = ({ status, manifest }: RunEntry): number | undefined =>
  status && status.totalSteps > 0 ? status.step : manifest?.end?.step;

function factsOf(run: RunEntry, speech: Speech): [string, string][] {
  const { l10n, locale } = speech;
  const state = stateWord(stateOf(run), speech);
  const { manifest } = run;
  const size: [string, string] = [l10n.t('Size'), formatBytes(run.bytes, speech)];
  if (!manifest) return [[l10n.t('State'), state], size, [l10n.t('Problem'), run.problem?.message ?? '']];
  const problem = run.status?.problem ?? manifest.end?.problem;
  return [
    [l10n.t('State'), state],
    [l10n.t('Experiment'), manifest.experiment.file],
    [l10n.t('Data'), manifest.dataset.description],
    [l10n.t('Engine'), manifest.engine.detail],
    [l10n.t('Seed'), String(manifest.seed)],
    [l10n.t('Started'), new Date(manifest.createdAt).toLocaleString(locale)],
    ...(manifest.parent
      ? [
          [
            l10n.t('Branch of'),
            l10n.t('{0} at step {1}', manifest.parent.run, count(manifest.parent.step, locale)),
          ] satisfies [string, string],
        ]
      : []),
    size,
    ...(problem ? [[l10n.t('Problem'), problem.message] satisfies [string, string]] : []),
  ];
}

export function stateWord(state: RunState, { l10n }: Speech): string {
  const words: Readonly<Record<RunState, string>> = {
    starting: l10n.t('starting'),
    training: l10n.t('training'),
    paused: l10n.t('paused'),
    finished: l10n.t('finished'),
    stopped: l10n.t('stopped'),
    failed: l10n.t('failed'),
    crashed: l10n.t('crashed'),
  };
  return words[state];
}

const count = (value: number, locale: string): string => value.toLocaleString(locale);

/** The time of a run of today, the day of an older one: runs of one experiment share their name. */
function formatStart(createdAt: string, locale: string, now = new Date()): string {
  const started = new Date(createdAt);
  return started.toDateString() === now.toDateString()
    ? started.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    : started.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
}

/** In decimal units, as disks are sold and as the quota is given. */
export function formatBytes(bytes: number, { locale }: Pick<Speech, 'locale'>): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value.toLocaleString(locale, { maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 })} ${units[power]}`;
}

export interface RunNode {
  readonly run: RunEntry;
  readonly branches: readonly RunNode[];
}

/** Branches under the run that they left, in the order of `runs`; one whose parent is gone stands for itself. */
export function nestRuns(runs: readonly RunEntry[]): RunNode[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const parentOf = (run: RunEntry): RunEntry | undefined => byId.get(run.manifest?.parent?.run ?? '');
  // A manifest changed by hand may make a run its own ancestor: such a ring hangs on nothing, so each of it is a root.
  const isInRing = (run: RunEntry): boolean => {
    const seen = new Set<RunEntry>();
    for (let at = parentOf(run); at && !seen.has(at); at = parentOf(at)) {
      if (at === run) return true;
      seen.add(at);
    }
    return false;
  };
  const node = (run: RunEntry): RunNode => ({
    run,
    branches: runs.filter((other) => parentOf(other) === run && !isInRing(other)).map(node),
  });
  return runs.filter((run) => !parentOf(run) || isInRing(run)).map(node);
}
