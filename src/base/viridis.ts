/**
 * The colours of viridis, from dark blue over green to yellow: even steps of brightness, also for the colour-blind and in
 * grey. Source: van der Walt, Smith, "A Better Default Colormap for Matplotlib", SciPy 2015; sampled at 17 places.
 */
const STOPS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [72, 24, 106],
  [71, 45, 123],
  [66, 64, 134],
  [59, 82, 139],
  [51, 99, 141],
  [44, 114, 142],
  [38, 130, 142],
  [33, 145, 140],
  [31, 160, 136],
  [40, 174, 128],
  [63, 188, 115],
  [94, 201, 98],
  [132, 212, 75],
  [173, 220, 48],
  [216, 226, 25],
  [253, 231, 37],
];

/**
 * @param share 0 is the darkest, 1 the lightest; what lies beyond is one of these
 * @returns red, green, blue, each in [0, 255]
 */
export function viridis(share: number): readonly [number, number, number] {
  const place = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const at = Math.min(STOPS.length - 2, Math.floor(place));
  const [from = [0, 0, 0] as const, to = [0, 0, 0] as const] = [STOPS[at], STOPS[at + 1]];
  const between = (channel: 0 | 1 | 2): number => from[channel] + (to[channel] - from[channel]) * (place - at);
  return [between(0), between(1), between(2)];
}
