// Tries.
import path from 'node:path';
import { readdirSync } from 'node:fs';
import { test } from 'vitest';
import { unwrap } from '../../../src/base/result';
import { RunInspectorClient } from '../../../src/client/run-inspector-client';
const program = { execPath: process.execPath, script: path.resolve(__dirname, '../../../dist/inspector.cjs') };
test('timing', async () => {
  const runs = process.env.RUNS!;
  const folder = path.join(runs, readdirSync(runs)[0]!);
  const inspector = new RunInspectorClient(program, folder, { datasetFolders: [], cacheFolder: process.env.CACHE ?? folder, allowDownload: false });
  console.log(unwrap(await inspector.ask({ kind: 'describeConfidence' })));
  const step = Number(process.env.STEP ?? 0);
  for (let i = 0; i < 6; i++) {
    const a = performance.now();
    const j = unwrap(await inspector.ask({ kind: 'judge', step }))!;
    const b = performance.now();
    const w = unwrap(await inspector.ask({ kind: 'readWall', step, whose: 'generated', indices: Array.from({ length: 64 }, (_, k) => k) }));
    const c = performance.now();
    const s = unwrap(await inspector.ask({ kind: 'sliceCodings', step, slice: { through: [0], turn: 0 } }));
    const d = performance.now();
    const cl = unwrap(await inspector.ask({ kind: 'classifyGenerated', step }));
    const e = performance.now();
    await inspector.ask({ kind: 'drawOnSlice', step, slice: { through: [0], turn: 0 }, at: [1, 1] });
    const f = performance.now();
    console.log({ judge: b - a, wall: c - b, slice: d - c, classify: e - d, draw: f - e, cl: cl?.length }, j.gradient, j.generated.values.slice(0, 4), w.scales.slice(0, 3), s?.values.slice(0, 3));
  }
  if (process.env.PLANE) console.log(unwrap(await inspector.ask({ kind: 'readPlane', step }))?.modes);
  inspector.dispose();
}, 100000);
