/** The tags under which what a layer does is recorded: layers/generator/dense_1/gradientNorm. */

/**
 * - gradientNorm: of all the layer's weights together, in units of the loss per unit of weight
 * - updateRatio: norm of the update over norm of the weights
 * - mean, spread (standard deviation): of what it gives out over the batch
 * - deadShare: share of its units (of a convolution: its channels) that give 0 for the whole batch
 */
export type LayerStatistic = 'gradientNorm' | 'updateRatio' | 'mean' | 'spread' | 'deadShare';

export const layerTag = (layer: string, what: LayerStatistic | 'activation'): string => `layers/${layer}/${what}`;

/** Under which a layer's feature maps are recorded, as an atlas. */
export const mapsTag = (layer: string): string => `maps/${layer}`;

/**
 * - smallest, largest: of all values of all maps, in the layer's own units; NaN where no value is finite
 * - dead: how many of the maps are 0 everywhere, for the one sample that is shown
 */
export type MapFigure = 'smallest' | 'largest' | 'dead';

export const mapFigureTag = (layer: string, what: MapFigure): string => `${mapsTag(layer)}/${what}`;
