/** The results of the bench of steps for people: a line in the terminal, a table in Markdown. Measures nothing. */
import type { Spread } from './spread';
import type { StepRow, Steps } from './steps.bench';

const figure = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });
const times = (ratio: number | null): string => (ratio === null ? '–' : `${ratio.toFixed(2)} ×`);
const range = (spread: Spread | undefined): string =>
  spread ? `${figure(spread.median)} (${figure(spread.min)}–${figure(spread.max)})` : '–';
const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const formatRow = ({ model, threads, stepsPerCall, spread, ratios, gflops, shareOfPeak }: StepRow): string =>
  [
    `${model}, ${threads} thread${threads === 1 ? '' : 's'}, ${stepsPerCall} a call: ${range(spread.gibbon)} ms`,
    `PyTorch ${range(spread.pytorch)} ms: ${times(ratios.pytorch)}`,
    `JAX ${range(spread.jax)} ms: ${times(ratios.jax)}`,
    `${figure(gflops)} GFLOP/s, ${percent(shareOfPeak)} of the peak`,
  ].join('; ');

/** What each column means stands above the table. */
export function rowsTable({ rows, versions, peak, hasPeers }: Steps): string[] {
  const peaks = Object.entries(peak).map(([threads, gflops]) => `${range(gflops)} on ${threads}`);
  return [
    'Milliseconds a step at batch 32, float32: median (least–most). All are measured by turns, round by round, in processes of',
    'their own. A ratio says how many times as long the peer takes, at the count of threads (1 or 2) that suits it best: the',
    'median of the ratios of the rounds. JAX runs jitted, at as many steps a call; PyTorch runs eagerly. GFLOP/s count matrix',
    `products and convolutions; the peak is one product of 1024 × 1024 matrices in ONNX Runtime: ${peaks.join(', ')}`,
    'threads. **Bold** is what Gibbon chooses by itself.',
    ...(hasPeers ? [] : ['', 'PyTorch and JAX were not installed: `npm run bench -- --setup`.']),
    '',
    '| model | threads | steps a call | Gibbon | PyTorch | ratio | JAX | ratio | GFLOP/s | of the peak |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...rows.map(tableRow),
    '',
    `Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
  ];
}

function tableRow(row: StepRow): string {
  const { model, threads, stepsPerCall, spread, ratios, gflops, shareOfPeak, isDefault } = row;
  const strong = (text: string) => (isDefault ? `**${text}**` : text);
  const cells = [
    ...[strong(model), String(threads), String(stepsPerCall), strong(range(spread.gibbon))],
    ...[range(spread.pytorch), strong(times(ratios.pytorch)), range(spread.jax), strong(times(ratios.jax))],
    ...[figure(gflops), percent(shareOfPeak)],
  ];
  return `| ${cells.join(' | ')} |`;
}
