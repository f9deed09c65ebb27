/**
 * Colours of signed numbers: blue below zero, white at it, red above; for the colour-blind, too.
 * Source: Brewer, Harrower, ColorBrewer 2.0, the diverging scheme RdBu of 11 colours, its grey middle made white.
 */
import { type Colour, colourAt, samplesOf } from './colour-samples';

const samples = samplesOf('0530612166ac4393c392c5ded1e5f0fffffffddbc7f4a582d6604db2182b67001f');

/**
 * @param share −1 is the darkest blue, 0 white, 1 the darkest red; what lies beyond is one of these
 * @returns red, green, blue, each in [0, 255]
 */
export const blueWhiteRed = (share: number): Colour => colourAt(samples, (share + 1) / 2);
