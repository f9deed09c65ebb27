/** Colours of a scale between samples of it: what the colour maps have in common. */

export type Colour = readonly [red: number, green: number, blue: number];

/** @param hex colours of six hex digits each, one after another, evenly spaced over the scale */
export const samplesOf = (hex: string): readonly Colour[] =>
  (hex.match(/.{6}/g) ?? []).map((one) => {
    const channel = (at: number): number => parseInt(one.slice(at, at + 2), 16);
    return [channel(0), channel(2), channel(4)];
  });

/** @param share 0 is the first sample, 1 the last; what lies beyond is one of these @returns each in [0, 255] */
export function colourAt(samples: readonly Colour[], share: number): Colour {
  const place = Math.min(1, Math.max(0, share)) * (samples.length - 1);
  const at = Math.min(samples.length - 2, Math.floor(place));
  const between = (channel: 0 | 1 | 2): number => {
    const [from = 0, to = 0] = [samples[at]?.[channel], samples[at + 1]?.[channel]];
    return from + (to - from) * (place - at);
  };
  return [between(0), between(1), between(2)];
}
