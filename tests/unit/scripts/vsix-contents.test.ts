/** What a package of the extension carries of ONNX Runtime, by what it is packed for. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { onnxRuntimeFiles, targetOf } from '../../../scripts/lib/vsix-contents.mjs';

const ROOT = path.resolve(__dirname, '../../..');

test.each([
  ['linux', 'x64', false, 'linux-x64', 'native'],
  ['linux', 'arm64', false, 'linux-arm64', 'native'],
  ['darwin', 'arm64', false, 'darwin-arm64', 'native'],
  ['win32', 'x64', false, 'win32-x64', 'native'],
  ['darwin', 'x64', false, 'darwin-x64', 'wasm'],
  ['linux', 'arm', false, 'linux-armhf', 'wasm'],
  ['linux', 'x64', true, 'alpine-x64', 'wasm'],
  ['linux', 'arm64', true, 'alpine-arm64', 'wasm'],
])('%s %s (musl: %s) is %s, with the %s one and no other', (platform, arch, isMusl, target, kind) => {
  const machine = { platform, arch, isMusl };
  expect(targetOf(machine)).toBe(target);
  const files = onnxRuntimeFiles(machine);
  for (const file of files) expect(existsSync(path.join(ROOT, 'node_modules', file)), file).toBe(true);
  if (kind === 'wasm') {
    const loader = 'onnxruntime-web/dist/ort-wasm-simd-threaded';
    expect(files).toEqual([`${loader}.mjs`, `${loader}.wasm`]);
  } else {
    expect(files.filter((file) => file.endsWith('.node'))).toHaveLength(1);
    for (const file of files) expect(file).toContain(`onnxruntime-node/bin/napi-v6/${platform}/${arch}/`);
  }
});
