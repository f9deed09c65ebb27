/**
 * The colours of viridis, from dark blue over green to yellow: even steps of brightness, also for the colour-blind and in
 * grey. Source: van der Walt, Smith, "A Better Default Colormap for Matplotlib", SciPy 2015.
 */
import { type Colour, colourAt, samplesOf } from './colour-samples';

/**
 * 33 of its 256 colours, evenly spaced; between them it is as good as straight. d3 has them all, but brings every other
 * scheme with them into a page.
 */
const SAMPLES =
  '440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d' +
  '2f6b8e2c728e297a8e26828e23898e21918c1f988b1fa08822a78528ae8032b67a' +
  '3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51bfde725';
const samples = samplesOf(SAMPLES);

/**
 * @param share 0 is the darkest, 1 the lightest; what lies beyond is one of these
 * @returns red, green, blue, each in [0, 255]
 */
export const viridis = (share: number): Colour => colourAt(samples, share);
