/** What was reached, as rows and as the table of examples/RESULTS.md. Pure. */
import type { System } from './systems';

/** One system trained with one seed to its end. */
export interface Trained {
  readonly system: string;
  readonly seed: number;
  readonly value: number;
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
  readonly published: number;
  readonly reached: boolean;
  readonly seeds: number;
  /** Of one training, on average. */
  readonly minutes: number | null;
}

export function rowOf(system: System, trained: readonly Trained[]): ResultRow {
  const own = trained.filter((one) => one.system === system.name);
  const values = own.map(({ value }) => value);
  const ours = values.length > 0 ? mean(values) : null;
  const { value: published, atMost } = system.published;
  return {
    system: system.name,
    metric: system.metric,
    ours,
    spread:
      values.length > 1 && ours !== null
        ? Math.sqrt(mean(values.map((value) => (value - ours) ** 2)) * (values.length / (values.length - 1)))
        : null,
    published,
    reached: ours !== null && (atMost ? ours <= published : ours > published),
    seeds: values.length,
    minutes: own.length > 0 ? mean(own.map(({ minutes }) => minutes)) : null,
  };
}

export function table(systems: readonly System[], trained: readonly Trained[], command: string): string {
  const rows = systems.map((system) => {
    const { ours, spread, published, reached, seeds, minutes } = rowOf(system, trained);
    const value = ours === null ? 'not trained yet' : `${digits(ours)}${spread === null ? '' : ` ± ${digits(spread)}`}`;
    return [
      `[${system.title}](${system.example})`,
      system.metric,
      value,
      `${system.published.atMost ? '≤' : '>'} ${published}`,
      ours === null ? '' : reached ? 'reached' : '**not reached**',
      String(seeds),
      minutes === null ? '' : minutes.toFixed(1),
      `\`npm run results -- ${system.name}\``,
    ];
  });
  const heads = ['system', 'measured', 'ours', 'published', '', 'seeds', 'minutes', 'command'];
  const shown = systems.filter(
    ({ name, picture }) => picture !== undefined && trained.some((one) => one.system === name),
  );
  return [
    '# What the examples reach',
    '',
    `Written by \`${command}\`, which goes on where it stopped. Unless its name says otherwise a system is trained on Fashion-MNIST, 55,000 images, with 5,000 held`,
    'out for validation; ours is the mean over the seeds and their standard deviation, at the end of the last epoch.',
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
