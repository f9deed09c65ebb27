/** The inputs or the outputs of a session in the memory of ONNX Runtime's WebAssembly build: made once, filled each run. */
import { DATA_TYPE } from './model-proto';
import type { GraphDType } from './onnx-graph';
import type { SessionTensor, SessionTensors } from './onnx-session';
import { type Address, type Handle, lastError, type WasmModule } from './wasm-module';

/** In memory, as the loader of the package numbers places. */
const CPU = 1;
const ADDRESS_BYTES = 4;

interface PlacedTensor {
  readonly name: string;
  readonly type: GraphDType;
  readonly dims: readonly number[];
  readonly bytes: number;
  readonly at: Address;
  readonly handle: Handle;
}

export class WasmTensors {
  /** Lists of addresses, as ONNX Runtime takes them. */
  readonly names: Address;
  readonly handles: Address;
  readonly count: number;
  private readonly placed: PlacedTensor[] = [];
  private readonly allocated: Address[] = [];

  constructor(
    private readonly wasm: WasmModule,
    tensors: SessionTensors,
  ) {
    const names: Address[] = [];
    try {
      for (const [name, tensor] of Object.entries(tensors)) {
        names.push(this.placeText(name));
        this.placed.push(this.place(name, tensor));
      }
      this.count = names.length;
      this.names = this.placeNumbers(names);
      this.handles = this.placeNumbers(this.placed.map(({ handle }) => handle));
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Whether these are tensors of the same names, types and shapes. */
  fits(tensors: SessionTensors): boolean {
    return (
      Object.keys(tensors).length === this.count &&
      this.placed.every(({ name, type, dims }) => {
        const tensor = tensors[name];
        return tensor?.type === type && sameDims(tensor.dims, dims);
      })
    );
  }

  /** Copies values in. */
  write(tensors: SessionTensors): void {
    const memory = this.wasm.HEAPU8;
    for (const { name, bytes, at } of this.placed) memory.set(bytesOf(tensors, name, bytes), at);
  }

  /** Copies values out, into the arrays of these tensors. */
  read(tensors: SessionTensors): void {
    const memory = this.wasm.HEAPU8;
    for (const { name, bytes, at } of this.placed) bytesOf(tensors, name, bytes).set(memory.subarray(at, at + bytes));
  }

  dispose(): void {
    for (const { handle } of this.placed) this.wasm._OrtReleaseTensor(handle);
    for (const at of this.allocated) this.wasm._free(at);
    this.placed.length = this.allocated.length = 0;
  }

  private place(name: string, { type, dims, data }: SessionTensor): PlacedTensor {
    const bytes = data.byteLength;
    const at = this.allocate(bytes);
    const handle = this.wasm._OrtCreateTensor(DATA_TYPE[type], at, bytes, this.placeNumbers(dims), dims.length, CPU);
    if (handle === 0) throw lastError(this.wasm, `ONNX Runtime does not take tensor ${name} [${dims.join()}]`);
    return { name, type, dims: [...dims], bytes, at, handle };
  }

  private placeText(text: string): Address {
    const bytes = this.wasm.lengthBytesUTF8(text) + 1;
    const at = this.allocate(bytes);
    this.wasm.stringToUTF8(text, at, bytes);
    return at;
  }

  private placeNumbers(numbers: readonly number[]): Address {
    const at = this.allocate(numbers.length * ADDRESS_BYTES);
    this.wasm.HEAPU32.set(numbers, at / ADDRESS_BYTES);
    return at;
  }

  private allocate(bytes: number): Address {
    const at = this.wasm._malloc(bytes);
    if (at === 0) throw new Error(`ONNX Runtime's WebAssembly memory has no room left for ${bytes} bytes.`);
    this.allocated.push(at);
    return at;
  }
}

function bytesOf(tensors: SessionTensors, name: string, expected: number): Uint8Array {
  const data = tensors[name]?.data;
  if (data?.byteLength !== expected)
    throw new Error(`Tensor ${name} has ${data?.byteLength} bytes where its shape has ${expected}.`);
  return new Uint8Array(data.buffer, data.byteOffset, expected);
}

const sameDims = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);
