/**
 * The colours of viridis, from dark blue over green to yellow: even steps of brightness, also for the colour-blind and in
 * grey. Source: van der Walt, Smith, "A Better Default Colormap for Matplotlib", SciPy 2015.
 */

/**
 * 33 of its 256 colours, evenly spaced; between them it is as good as straight. d3 has them all, but brings every other
 * scheme with them into a page.
 */
const SAMPLES =
  '440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d' +
  '2f6b8e2c728e297a8e26828e23898e21918c1f988b1fa08822a78528ae8032b67a' +
  '3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51bfde725';
const samples = (SAMPLES.match(/.{6}/g) ?? []).map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));

/**
 * @param share 0 is the darkest, 1 the lightest; what lies beyond is one of these
 * @returns red, green, blue, each in [0, 255]
 */
export function viridis(share: number): readonly [red: number, green: number, blue: number] {
  const place = Math.min(1, Math.max(0, share)) * (samples.length - 1);
  const at = Math.min(samples.length - 2, Math.floor(place));
  const between = (channel: number): number => {
    const [from = 0, to = 0] = [samples[at]?.[channel], samples[at + 1]?.[channel]];
    return from + (to - from) * (place - at);
  };
  return [between(0), between(1), between(2)];
}
