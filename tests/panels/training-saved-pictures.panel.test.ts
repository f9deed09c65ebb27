/** Pictures of the Training panel as files: what a user gets who saves or copies one. */
import { expect, test } from 'vitest';
import type { PictureFormat } from '../../src/protocol/panel-services';
import type { PanelRequest } from '../../src/protocol/training-panel-messages';
import { classesRun, errorsRun } from './fixtures/class-fixtures';
import { ganRun } from './fixtures/fixture-runs';
import type { RecordedRun } from './fixtures/recorded-run';
import { answerFrom } from './fixtures/training-host';
import { trainingPanels } from './page/opened-panels';
import { settled } from './page/waiting';

const { openRun } = trainingPanels();

type Request<K extends PanelRequest['kind']> = Extract<PanelRequest, { readonly kind: K }>;
type Place = 'Timeline' | 'Samples' | 'What D believes' | 'Classes drawn' | 'Layers' | 'Error map' | 'Error by class';

const FINDINGS = [{ title: 'Discriminator is winning', severity: 'error', begunAtStep: 6000, noticedAtStep: 6200 }];

/** A panel whose pictures are saved, at their place in the page, as a user does who chooses the format. */
async function savingPanel(run: RecordedRun) {
  let format: PictureFormat | undefined;
  const answer = answerFrom(run);
  const panel = await openRun(run, {
    answer: (request) => {
      if (request.kind === 'readRun') return { ...run.read(), findings: FINDINGS };
      return request.kind === 'chooseFile' ? format && { ticket: 'chosen', format } : answer(request);
    },
  });
  const press = async (place: Place) => {
    const { page } = panel;
    const part = page.getByRole('complementary').getByRole('region', { name: place });
    const within = place === 'Timeline' ? page.locator('.header') : part;
    await within.getByRole('button', { name: 'Save picture' }).click();
  };
  const all = <K extends PanelRequest['kind']>(kind: K) =>
    panel.requests.filter((request): request is Request<K> => request.kind === kind);
  const save = async (chosen: PictureFormat, place: Place) => {
    format = chosen;
    const before = all('writeFile').length;
    await press(place);
    await expect.poll(() => all('writeFile').length).toBe(before + 1);
    const { ticket, bytes } = all('writeFile').at(-1)!;
    expect(ticket).toBe('chosen');
    return { asked: all('chooseFile').at(-1)!, bytes, text: new TextDecoder().decode(bytes) };
  };
  const cancel = async (place: Place) => {
    format = undefined;
    const before = all('chooseFile').length;
    await press(place);
    await expect.poll(() => all('chooseFile').length).toBe(before + 1);
  };
  return { ...panel, panel, all, save, cancel };
}

test('the timeline as PNG, named after run and step; as SVG texts stay texts, curves stay paths, pictures keep their pixels', async () => {
  const { save } = await savingPanel(ganRun());
  const { asked, bytes } = await save('png', 'Timeline');
  expect(asked.suggestedName).toBe('fashion-gan-timeline-step-9000');
  expect(asked.formats).toEqual(['png', 'svg']);
  expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(bytes.length).toBeGreaterThan(20_000);
  const { text: svg } = await save('svg', 'Timeline');
  expect(svg).toMatch(/^<svg /);
  expect(/<text [^>]*font-size="(\d+)px"[^>]*>Loss<\/text>/.exec(svg)?.[1]).toBe('13');
  expect(svg).toMatch(/playhead at step 9,000, epoch/);
  expect(svg.match(/<path /g)?.length).toBeGreaterThan(10);
  expect(svg).toMatch(/>G dense 784 :9<\/text>/);
  expect(svg).toContain('◆ Discriminator is winning');
  const image = /<image [^>]*width="(\d+)"[^>]*>/.exec(svg)?.[0] ?? '';
  expect(image).toContain('data:image/png;base64,');
  expect(image).toContain('image-rendering="pixelated"');
});

/** A caption breaks where its line ends. */
const wordsOf = (svg: string) => svg.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('the parts of a GAN’s pane: samples as GIF over the recorded steps, others as SVG with run, step and settings', async () => {
  const { save } = await savingPanel(classesRun());
  const samples = await save('gif', 'Samples');
  expect(samples.asked.formats).toEqual(['png', 'gif']);
  expect(samples.text).toMatch(/^GIF89a/);
  // A frame begins with its control: 21 F9 04.
  const frames = samples.bytes.reduce(
    (count, byte, at) => count + Number(byte === 0x21 && samples.bytes[at + 1] === 0xf9 && samples.bytes[at + 2] === 4),
    0,
  );
  expect(frames).toBeGreaterThan(10);
  for (const [place, words] of [
    ['What D believes', ['D(x)']],
    ['Classes drawn', ['Sandal', '7 of 10 classes', 'Lines: 95']],
    ['Layers', ['G dense 784', 'Update ratio', 'step 9,000']],
  ] as const) {
    const { asked, text } = await save('svg', place);
    expect(asked.formats).toEqual(['png', 'svg']);
    for (const word of [...words, 'seed 42', 'batch size 32']) expect(wordsOf(text), place).toContain(word);
  }
});

test('the errors of an autoencoder by class as SVG, and their map as PNG and as GIF with the scale of each step', async () => {
  const { save } = await savingPanel(errorsRun());
  const classes = await save('svg', 'Error by class');
  expect(classes.asked.formats).toEqual(['png', 'svg']);
  for (const word of ['Ankle boot', 'n = 5', 'standard error', 'seed 42', 'batch size 32'])
    expect(wordsOf(classes.text)).toContain(word);
  expect((await save('png', 'Error map')).asked.formats).toEqual(['png', 'gif']);
  expect((await save('gif', 'Error map')).text).toMatch(/^GIF89a/);
});

test('nothing is written when the user thinks better of it; a copied picture is a PNG in the clipboard, and the button says so', async () => {
  const { cancel, all, page, panel } = await savingPanel(ganRun());
  await cancel('Timeline');
  await settled(panel);
  expect(all('writeFile')).toEqual([]);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('.header').getByRole('button', { name: 'Copy picture' }).click();
  await page.locator('.header').getByRole('button', { name: 'Copied' }).waitFor();
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types));
  expect(types).toContain('image/png');
});
