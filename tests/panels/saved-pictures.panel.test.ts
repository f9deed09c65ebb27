/** Pictures of the panel as files: what a user gets who saves or copies one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PanelRequest, PictureFormat } from '../../src/protocol/training-panel-messages';
import { ganRun } from './fixture-runs';
import { type OpenPanel, PanelBrowser } from './panel-page';
import { answerFrom } from './training-host';
import { settled } from './waiting';

let browser: PanelBrowser;
let panel: OpenPanel | undefined;

beforeAll(async () => {
  mkdirSync('out/shots', { recursive: true });
  browser = await PanelBrowser.start('training');
});
afterAll(() => browser.close());
afterEach(() => panel?.close());

type Request<K extends PanelRequest['kind']> = Extract<PanelRequest, { readonly kind: K }>;

/** Saves the picture at this place in the page, as a user who chooses the format. */
async function save(
  format: PictureFormat,
  place: 'Timeline' | 'Samples' | 'What D believes',
): Promise<{ readonly asked: Request<'chooseFile'>; readonly bytes: Uint8Array }> {
  panel = await browser.open('training', { answer: answerFrom(ganRun(), format) });
  await settled(panel);
  const { page, requests, complaints } = panel;
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
  writeFileSync(`out/shots/saved-${place.replaceAll(' ', '-').toLowerCase()}.${format}`, written.bytes);
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

  test('nothing is written when the user thinks better of it', async () => {
    const answer = answerFrom(ganRun());
    panel = await browser.open('training', {
      answer: (request) => (request.kind === 'chooseFile' ? null : answer(request)),
    });
    await settled(panel);
    await panel.page.locator('.header').getByRole('button', { name: 'Save picture' }).click();
    await expect.poll(() => panel?.requests.some(({ kind }) => kind === 'chooseFile')).toBe(true);
    await settled(panel);
    expect(panel.requests.some(({ kind }) => kind === 'writeFile')).toBe(false);
    expect(panel.complaints).toEqual([]);
  });
});

test('a copied picture is a PNG in the clipboard, and the button says so', async () => {
  panel = await browser.open('training', { answer: answerFrom(ganRun()) });
  await settled(panel);
  const { page } = panel;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('.header').getByRole('button', { name: 'Copy picture' }).click();
  await page.locator('.header').getByRole('button', { name: 'Copied' }).waitFor();
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types));
  expect(types).toContain('image/png');
});
