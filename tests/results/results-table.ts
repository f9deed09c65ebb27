/** What was reached, as rows and as the table of examples/RESULTS.md. Pure. */
import { wilsonInterval } from '../../src/base/confidence-interval';
import type { Measure, Published, System } from './systems';

/** One system trained with one seed to its end. */
export interface Trained {
  readonly system: string;
  readonly seed: number;
  /** By the measure's id. */
  readonly values: Readonly<Record<string, number>>;
  readonly minutes: number;
  /** Of the data set, as the run says: the figure is of no use on other data. */
  readonly dataset: string;
  /** Day of the training, YYYY-MM-DD. */
  readonly day: string;
}

export interface ResultRow {
  readonly system: string;
  readonly metric: string;
  /** Mean over the seeds; null before the first. */
  readonly ours: number | null;
  /** Standard deviation over the seeds; null with fewer than two. */
  readonly spread: number | null;
  /** Of a counted share: its 95 % interval in all that was counted, with all seeds. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** null where there is none, or where it hangs on another system that is not trained yet. */
  readonly published: number | null;
  /** null for what is only reported. */
  readonly reached: boolean | null;
  readonly seeds: number;
  /** Of one training, on average. */
  readonly minutes: number | null;
}

export const rowsOf = (system: System, trained: readonly Trained[]): ResultRow[] =>
  system.measures.map((measure) => rowOf(system.name, measure, trained));

function rowOf(system: string, measure: Measure, trained: readonly Trained[]): ResultRow {
  const { id, metric, published, countedIn } = measure;
  const own = trained.filter((one) => one.system === system);
  const values = valuesOf(system, id, trained);
  const ours = values.length > 0 ? mean(values) : null;
  const bound = published ? boundOf(published, id, trained) : null;
  return {
    system,
    metric,
    ours,
    spread:
      values.length > 1 && ours !== null
        ? Math.sqrt(mean(values.map((value) => (value - ours) ** 2)) * (values.length / (values.length - 1)))
        : null,
    interval: countedIn !== undefined && ours !== null ? wilsonInterval(ours, countedIn * values.length) : null,
    published: bound,
    reached: published ? ours !== null && bound !== null && (published.atMost ? ours <= bound : ours > bound) : null,
    seeds: values.length,
    minutes: own.length > 0 ? mean(own.map(({ minutes }) => minutes)) : null,
  };
}

const valuesOf = (system: string, id: string, trained: readonly Trained[]): number[] =>
  trained.flatMap((one) => (one.system === system ? (one.values[id] ?? []) : []));

function boundOf(published: Published, id: string, trained: readonly Trained[]): number | null {
  if ('value' in published) return published.value;
  const others = valuesOf(published.system, id, trained);
  return others.length > 0 ? published.times * mean(others) : null;
}

export function table(systems: readonly System[], trained: readonly Trained[], command: string): string {
  const rows = systems.flatMap((system) =>
    rowsOf(system, trained).map((row, at) => {
      const { metric, ours, spread, interval, published, reached, seeds, minutes } = row;
      const value =
        ours === null
          ? 'not trained yet'
          : [
              digits(ours),
              ...(spread === null ? [] : [`± ${digits(spread)}`]),
              ...(interval ? [`(${digits(interval.low)}–${digits(interval.high)})`] : []),
            ].join(' ');
      const bound = system.measures[at]?.published;
      const sign = bound?.atMost ? '≤' : '>';
      const times = bound && 'times' in bound ? ` (${bound.times} × ${bound.system})` : '';
      return [
        `[${system.title}](${system.example})`,
        metric,
        value,
        published === null ? '' : `${sign} ${digits(published)}${times}`,
        ours === null || reached === null ? '' : reached ? 'reached' : '**not reached**',
        String(seeds),
        minutes === null ? '' : minutes.toFixed(1),
        `\`npm run results -- ${system.name}\``,
      ];
    }),
  );
  const heads = ['system', 'measured', 'ours', 'published', '', 'seeds', 'minutes', 'command'];
  const shown = systems.filter(
    ({ name, picture }) => picture !== undefined && trained.some((one) => one.system === name),
  );
  return [
    '# What the examples reach',
    '',
    `Written by \`${command}\`, which goes on where it stopped. Unless its name says otherwise a system is trained on Fashion-MNIST, 55,000 images, with 5,000 held`,
    'out for validation, and GANs on all 60,000; ours is the mean over the seeds and their standard deviation, at the end of the last epoch. Minutes are',
    'those of one training on one core of a shared server, with other work beside it.',
    '',
    'Generated images are told apart by the reference classifier of the data set, which plays no part in their training (`gibbon samples`). In',
    'brackets stands the 95 % interval (Wilson) of a share in all that was counted. Feature-FID is the Fréchet distance between the 96',
    'features of that classifier’s last hidden layer for 5,000 generated images and for the 10,000 test images. It compares the rows of this',
    'table; published FIDs are on the features of an Inception network, and not comparable with it.',
    '',
    line(heads),
    line(heads.map(() => '---')),
    ...rows.map(line),
    '',
    ...shown.flatMap(({ name, title }) => [`## ${title}`, '', `![${title}](results/${name}.png)`, '']),
  ].join('\n');
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const digits = (value: number) => Number(value.toPrecision(3)).toString();
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
