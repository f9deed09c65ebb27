/** What a run has recorded of its layers at a step, layer by layer. Pure. */
import { layerTag } from '../base/layer-tags';
import type { RecordedFigures } from '../protocol/layers-panel-messages';
import type { RunManifest } from '../protocol/manifest';
import type { RunFigures } from './moments/moment-reader';

const STATISTICS = ['gradientNorm', 'updateRatio', 'mean', 'spread', 'deadShare'] as const;

/** Of all layers, as they were recorded at or before a step; with what was computed again of the step under the playhead. */
export function figuresAt(manifest: RunManifest, reader: RunFigures, step: number): RecordedFigures[] {
  return manifest.models.flatMap(({ layers }) =>
    layers.map(({ name }) => {
      const values = reader.values(
        STATISTICS.map((what) => layerTag(name, what)),
        step,
      );
      const histogram = reader.histogramAt(layerTag(name, 'activation'), step);
      return {
        layer: name,
        figures: Object.fromEntries(
          STATISTICS.flatMap((what) => {
            const found = values.find(({ tag }) => tag === layerTag(name, what));
            return found ? [[what, found.value]] : [];
          }),
        ),
        step: values[0]?.step,
        ...(histogram && {
          histogram: { least: histogram.min, most: histogram.max, counts: [...histogram.bucketCounts] },
        }),
      };
    }),
  );
}
