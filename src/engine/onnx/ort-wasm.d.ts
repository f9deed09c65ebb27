/** The loader of ONNX Runtime's WebAssembly build, which its package exports without types. `wasm-module.ts` has them. */
declare module 'onnxruntime-web/ort-wasm-simd-threaded.mjs' {
  const instantiate: (options: { readonly numThreads: number }) => Promise<unknown>;
  export default instantiate;
}
