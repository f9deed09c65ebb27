/** Pictures of the panel as files: what a user gets who saves or copies one. */
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PictureFormat } from '../../src/protocol/panel-services';
import type { PanelRequest } from '../../src/protocol/training-panel-messages';
import { classesRun, errorsRun } from './class-fixtures';
import { ganRun } from './fixture-runs';
import { openedPanels, SHOTS } from './opened-panels';
import type { RecordedRun } from './recorded-run';
import { answerFrom } from './training-host';
import { settled } from './waiting';

const { openRun } = openedPanels();

type Request<K extends PanelRequest['kind']> = Extract<PanelRequest, { readonly kind: K }>;

/** Saves the picture at this place in the page, as a user who chooses the format. */
async function save(
  format: PictureFormat,
  place: 'Timeline' | 'Samples' | 'What D believes' | 'Classes drawn' | 'Layers' | 'Error map' | 'Error by class',
  run: RecordedRun = ganRun(),
): Promise<{ readonly asked: Request<'chooseFile'>; readonly bytes: Uint8Array }> {
  const { page, requests, complaints } = await openRun(run, { answer: answerFrom(run, format) });
  const within =
    place === 'Timeline'
      ? page.locator('.header')
      : page.getByRole('complementary').getByRole('region', { name: place });
  await within.getByRole('button', { name: 'Save picture' }).click();
  const find = <K extends PanelRequest['kind']>(kind: K) =>
    requests.find((request): request is Request<K> => request.kind === kind);
  await expect.poll(() => find('writeFile')?.ticket, { timeout: 20_000 }).toBe('chosen');
  expect(complaints).toEqual([]);
  const [asked, written] = [find('chooseFile'), find('writeFile')];
  if (!asked || !written) throw new Error('Expected a file.');
  writeFileSync(`${SHOTS}/saved-${place.replaceAll(' ', '-').toLowerCase()}.${format}`, written.bytes);
  return { asked, bytes: written.bytes };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('saving', () => {
  test('the timeline as PNG, named after run and step', async () => {
    const { asked, bytes } = await save('png', 'Timeline');
    expect(asked.suggestedName).toBe('fashion-gan-timeline-step-9000');
    expect(asked.formats).toEqual(['png', 'svg']);
    expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(bytes.length).toBeGreaterThan(20_000);
  });

  test('the timeline as SVG: texts stay texts, curves stay paths, pictures keep their pixels', async () => {
    const { bytes } = await save('svg', 'Timeline');
    const svg = text(bytes);
    expect(svg).toMatch(/^<svg /);
    expect(/<text [^>]*font-size="(\d+)px"[^>]*>Loss<\/text>/.exec(svg)?.[1]).toBe('13');
    expect(svg).toMatch(/playhead at step 9,000, epoch/);
    expect(svg.match(/<path /g)?.length).toBeGreaterThan(10);
    const image = /<image [^>]*width="(\d+)"[^>]*>/.exec(svg)?.[0] ?? '';
    expect(image).toContain('data:image/png;base64,');
    expect(image).toContain('image-rendering="pixelated"');
  });

  test('the samples as GIF over the recorded steps', async () => {
    const { asked, bytes } = await save('gif', 'Samples');
    expect(asked.formats).toEqual(['png', 'gif']);
    expect(text(bytes.subarray(0, 6))).toBe('GIF89a');
    // A frame begins with its control: 21 F9 04.
    const frames = bytes.reduce(
      (count, byte, at) => count + Number(byte === 0x21 && bytes[at + 1] === 0xf9 && bytes[at + 2] === 4),
      0,
    );
    expect(frames).toBeGreaterThan(10);
  });

  test('what D believes as SVG', async () => {
    const { asked, bytes } = await save('svg', 'What D believes');
    expect(asked.formats).toEqual(['png', 'svg']);
    expect(text(bytes)).toContain('D(x)');
  });

  test.each([
    ['Classes drawn', classesRun, ['Sandal', '7 of 10 classes', 'Lines: 95']],
    ['Layers', ganRun, ['G dense 784', 'Update ratio', 'step 9,000']],
    ['Error by class', errorsRun, ['Ankle boot', 'n = 5', 'standard error']],
  ] as const)('%s as SVG, with run, step and settings under it', async (place, runOf, words) => {
    const { asked, bytes } = await save('svg', place, runOf());
    expect(asked.formats).toEqual(['png', 'svg']);
    // A caption breaks where its line ends.
    const said = text(bytes)
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    for (const word of [...words, 'seed 42', 'batch size 32']) expect(said).toContain(word);
  });

  test('the error map with its scale, and as GIF with the scale of each step', async () => {
    const picture = await save('png', 'Error map', errorsRun());
    expect(picture.asked.formats).toEqual(['png', 'gif']);
    const { bytes } = await save('gif', 'Error map', errorsRun());
    expect(text(bytes.subarray(0, 6))).toBe('GIF89a');
  });

  test('the timeline with its findings', async () => {
    const run = ganRun();
    const answer = answerFrom(run, 'svg');
    const findings = [{ title: 'Discriminator is winning', severity: 'error', begunAtStep: 6000, noticedAtStep: 6200 }];
    const { page, requests } = await openRun(run, {
      answer: (request) => (request.kind === 'readRun' ? { ...run.read(), findings } : answer(request)),
    });
    await page.locator('.header').getByRole('button', { name: 'Save picture' }).click();
    const written = () => requests.find((request) => request.kind === 'writeFile');
    await expect.poll(() => written()?.ticket).toBe('chosen');
    expect(text(written()?.bytes ?? new Uint8Array())).toContain('◆ Discriminator is winning');
  });

  test('nothing is written when the user thinks better of it', async () => {
    const answer = answerFrom(ganRun());
    const panel = await openRun(ganRun(), {
      answer: (request) => (request.kind === 'chooseFile' ? null : answer(request)),
    });
    await panel.page.locator('.header').getByRole('button', { name: 'Save picture' }).click();
    await expect.poll(() => panel.requests.some(({ kind }) => kind === 'chooseFile')).toBe(true);
    await settled(panel);
    expect(panel.requests.some(({ kind }) => kind === 'writeFile')).toBe(false);
    expect(panel.complaints).toEqual([]);
  });
});

test('a copied picture is a PNG in the clipboard, and the button says so', async () => {
  const { page } = await openRun(ganRun());
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('.header').getByRole('button', { name: 'Copy picture' }).click();
  await page.locator('.header').getByRole('button', { name: 'Copied' }).waitFor();
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types));
  expect(types).toContain('image/png');
});
