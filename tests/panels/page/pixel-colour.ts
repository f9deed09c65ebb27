/** What a canvas shows at one place of the page. */
import type { Locator } from 'playwright-core';

/** @param at CSS pixels of the page @returns red, green, blue and opacity, each 0 to 255 */
export const colourOfPixel = (canvas: Locator, at: { x: number; y: number }): Promise<number[]> =>
  canvas.evaluate((element, { x, y }) => {
    const picture = element as HTMLCanvasElement;
    const { left, top } = picture.getBoundingClientRect();
    return [...(picture.getContext('2d')?.getImageData(x - left, y - top, 1, 1).data ?? [])];
  }, at);
