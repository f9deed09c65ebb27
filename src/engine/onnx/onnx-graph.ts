/**
 * Builds one ONNX graph, node by node. Every value carries its shape and type, so that whoever lowers a kernel can
 * reason about what it has. Knows ONNX's graph rules, not tfjs: `lowering/` says which nodes stand for which kernel.
 */
import { ATTRIBUTE_TYPE, DATA_TYPE, encodeModel } from './model-proto';
import type { AttributeProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from './model-proto';

export type GraphDType = keyof typeof DATA_TYPE;

export interface GraphSpec {
  readonly shape: readonly number[];
  readonly dtype: GraphDType;
}

/** A tensor inside of a graph. Two values with one name are the same data, perhaps in different shapes. */
export interface GraphValue extends GraphSpec {
  readonly name: string;
}

/** ONNX tells whole numbers from floats by attribute type, so each is written with its own. */
export type GraphAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, GraphAttribute>>;
  /** Where the operator is defined; ONNX's own domain is the empty string. */
  readonly domain?: '' | 'com.microsoft';
}

/** A node as those see it who ask where a value comes from. */
export interface Maker {
  readonly opType: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly attributes: Readonly<Record<string, GraphAttribute>>;
}

export interface EncodedGraph {
  readonly bytes: Uint8Array;
  /** The inputs that some node reads. ONNX Runtime refuses to be fed any other. */
  readonly inputs: readonly GraphValue[];
}

const OPSETS = [
  { domain: '', version: 17 },
  { domain: 'com.microsoft', version: 1 },
];
const IR_VERSION = 8;

/** Constants up to this size are looked for among those already there: shapes, axes, scalars. */
const LARGEST_SHARED_CONSTANT = 64;

/**
 * Operators whose inputs are broadcast. ONNX Runtime goes through what ends in an axis of length 1 number by number when
 * another input has fewer axes: 150 µs in place of 3 for 25,088 numbers and a scalar. Measured.
 */
const BROADCASTING: ReadonlySet<string> = new Set(
  'Add Sub Mul Div Pow Max Min Greater GreaterOrEqual Less LessOrEqual Equal And Or Where PRelu'.split(' '),
);

export class OnnxGraph {
  private readonly nodes: NodeProto[] = [];
  private readonly constants: TensorProto[] = [];
  private readonly inputValues: GraphValue[] = [];
  private readonly sharedConstants = new Map<string, GraphValue>();
  private readonly smallConstants = new Map<string, ArrayLike<number>>();
  private readonly makers = new Map<string, Maker>();
  private readonly madeOnce = new Map<string, GraphValue>();
  /** What a reshaped value was before. */
  private readonly unshaped = new Map<string, GraphValue>();
  /** Names of constants that are one everywhere. */
  private readonly ones = new Set<string>();
  private names = 0;

  input(spec: GraphSpec): GraphValue {
    const value = { name: this.newName('in'), shape: spec.shape, dtype: spec.dtype };
    this.inputValues.push(value);
    return value;
  }

  /** @throws RangeError when the values don't fill the shape */
  constant(values: ArrayLike<number>, spec: GraphSpec): GraphValue {
    if (values.length !== sizeOf(spec.shape)) {
      throw new RangeError(
        `Expected ${sizeOf(spec.shape)} values for shape [${spec.shape.join()}], got ${values.length}.`,
      );
    }
    const small = values.length <= LARGEST_SHARED_CONSTANT;
    const key = small ? `${spec.dtype}[${spec.shape.join()}]${Array.from(values).join()}` : undefined;
    const known = key === undefined ? undefined : this.sharedConstants.get(key);
    if (known) return known;
    const value = { name: this.newName('const'), shape: spec.shape, dtype: spec.dtype };
    this.constants.push({
      name: value.name,
      dataType: DATA_TYPE[spec.dtype],
      dims: spec.shape,
      rawData: bytesOf(values, spec.dtype),
    });
    if (key !== undefined) {
      this.sharedConstants.set(key, value);
      this.smallConstants.set(value.name, values);
    }
    if (Array.prototype.every.call(values, (element) => element === 1)) this.ones.add(value.name);
    return value;
  }

  /** Whether a value is a constant that is one everywhere: gradients of sums multiply by such. */
  isOnes(value: GraphValue): boolean {
    return this.ones.has(value.name);
  }

  /** The number that a value is, where it is a constant of one element. */
  numberOf(value: GraphValue): number | undefined {
    const values = this.smallConstants.get(value.name);
    return values?.length === 1 ? values[0] : undefined;
  }

  /** A float32 scalar. */
  scalar(value: number): GraphValue {
    return this.constant([value], { shape: [], dtype: 'float32' });
  }

  /** An int64 vector, as ONNX wants shapes, axes and sizes. */
  integers(values: readonly number[]): GraphValue {
    return this.constant(values, { shape: [values.length], dtype: 'int64' });
  }

  /** Adds a node with one output. @param output what the operator makes of these inputs; it is not checked here */
  node(opType: string, inputs: readonly GraphValue[], output: GraphSpec, options: NodeOptions = {}): GraphValue {
    const value = { name: this.newName('t'), shape: output.shape, dtype: output.dtype };
    const isSlow = BROADCASTING.has(opType) && output.shape.at(-1) === 1;
    this.push(opType, isSlow ? this.ofOneRank(inputs) : inputs, [value], options);
    return value;
  }

  /** Adds a node with several outputs, such as Split. */
  nodeOf(
    opType: string,
    inputs: readonly GraphValue[],
    outputs: readonly GraphSpec[],
    options: NodeOptions = {},
  ): readonly GraphValue[] {
    const values = outputs.map(({ shape, dtype }) => ({ name: this.newName('t'), shape, dtype }));
    this.push(opType, inputs, values, options);
    return values;
  }

  /** The node that a value comes from; undefined for inputs and constants. */
  makerOf(value: GraphValue): Maker | undefined {
    return this.makers.get(value.name);
  }

  /**
   * What `make` adds, added only once: kernels of one step that need the same intermediate value, such as the columns
   * that a convolution and the gradient of its weights both multiply, share it.
   * @param key what is made of what: it must hold the names of all values that `make` reads, and everything else that
   *   the result hangs on
   */
  once(key: string, make: () => GraphValue): GraphValue {
    const known = this.madeOnce.get(key);
    if (known) return known;
    const made = make();
    this.madeOnce.set(key, made);
    return made;
  }

  /** What `once` has made for this key, if anything. */
  madeBefore(key: string): GraphValue | undefined {
    return this.madeOnce.get(key);
  }

  /** The value before it was reshaped. */
  originOf(value: GraphValue): GraphValue {
    return this.unshaped.get(value.name) ?? value;
  }

  /**
   * The same data in another shape: no node when it has that shape already, or had it before it got the one it has now,
   * and one node for all who ask for the same.
   */
  reshape(value: GraphValue, shape: readonly number[]): GraphValue {
    const origin = this.originOf(value);
    if (sameShape(value.shape, shape)) return value;
    if (sameShape(origin.shape, shape)) return origin;
    const values = this.smallConstants.get(origin.name);
    if (values) return this.constant(values, { shape, dtype: value.dtype });
    return this.once(`Reshape ${origin.name} [${shape.join()}]`, () => {
      const reshaped = this.node('Reshape', [origin, this.integers(shape)], { shape, dtype: value.dtype });
      this.unshaped.set(reshaped.name, origin);
      return reshaped;
    });
  }

  /** The same data, repeated along axes of length 1 and along new ones in front. */
  stretch(value: GraphValue, shape: readonly number[]): GraphValue {
    if (sameShape(value.shape, shape)) return value;
    return this.once(`Expand ${value.name} [${shape.join()}]`, () =>
      this.node('Expand', [value, this.integers(shape)], { shape, dtype: value.dtype }),
    );
  }

  /**
   * The value before it was stretched, for operators that broadcast: they needn't read all the repetitions. The node that
   * stretches is left out when nobody reads it.
   */
  compact(value: GraphValue): GraphValue {
    const maker = this.makerOf(value);
    return maker?.opType === 'Expand' ? (maker.inputs[0] ?? value) : value;
  }

  /** Puts values one after the other along an axis: no node where they are all the parts that another value was split into. */
  concat(parts: readonly GraphValue[], axis: number, shape: readonly number[]): GraphValue {
    const [first] = parts;
    if (!first) throw new Error('There is nothing to put together.');
    const maker = this.makerOf(first);
    const splitAt = maker?.attributes['axis'];
    const [whole] = maker?.inputs ?? [];
    const areAllParts =
      maker?.opType === 'Split' &&
      maker.outputs.length === parts.length &&
      maker.outputs.every(({ name }, at) => parts[at]?.name === name);
    if (whole && areAllParts && splitAt && 'int' in splitAt && splitAt.int === axis) return whole;
    return this.node('Concat', parts, { shape, dtype: first.dtype }, { attributes: { axis: { int: axis } } });
  }

  cast(value: GraphValue, dtype: GraphDType): GraphValue {
    if (value.dtype === dtype) return value;
    return this.node('Cast', [value], { shape: value.shape, dtype }, { attributes: { to: { int: DATA_TYPE[dtype] } } });
  }

  /** A value that a node makes, and that no output has taken yet: what a graph's output must be. */
  asOutput(value: GraphValue, taken: readonly GraphValue[] = []): GraphValue {
    const made = this.nodes.some((node) => node.output.includes(value.name));
    if (made && !taken.some((output) => output.name === value.name)) return value;
    return this.node('Identity', [value], value);
  }

  /** The model that computes these outputs, without what they don't need. @param outputs as `asOutput` gives them */
  encode(outputs: readonly GraphValue[]): EncodedGraph {
    const { model, inputs } = this.build(outputs);
    return { bytes: encodeModel(model), inputs };
  }

  /** As `encode`, for those who still change the model before it is written. */
  build(outputs: readonly GraphValue[]): { readonly model: ModelProto; readonly inputs: readonly GraphValue[] } {
    const needed = new Set(outputs.map((output) => output.name));
    const node = this.nodes
      .toReversed()
      .filter((candidate) => {
        const isNeeded = candidate.output.some((name) => needed.has(name));
        if (isNeeded) candidate.input.forEach((name) => needed.add(name));
        return isNeeded;
      })
      .reverse();
    const inputs = this.inputValues.filter((input) => needed.has(input.name));
    const model = {
      irVersion: IR_VERSION,
      producerName: 'gibbon',
      opsetImport: OPSETS,
      graph: {
        name: 'step',
        node,
        initializer: this.constants.filter((constant) => needed.has(constant.name)),
        input: inputs.map(valueInfo),
        output: outputs.map(valueInfo),
      },
    };
    return { model, inputs };
  }

  /** Broadcasting adds axes of length 1 in front; here they are there already. */
  private ofOneRank(inputs: readonly GraphValue[]): GraphValue[] {
    const rank = Math.max(...inputs.map(({ shape }) => shape.length));
    return inputs.map((input) =>
      this.reshape(input, [...Array.from({ length: rank - input.shape.length }, () => 1), ...input.shape]),
    );
  }

  private push(
    opType: string,
    inputs: readonly GraphValue[],
    outputs: readonly GraphValue[],
    options: NodeOptions,
  ): void {
    const maker = { opType, inputs, outputs, attributes: options.attributes ?? {} };
    for (const { name } of outputs) this.makers.set(name, maker);
    this.nodes.push({
      opType,
      domain: options.domain ?? '',
      name: `${opType}_${this.nodes.length}`,
      input: inputs.map((input) => input.name),
      output: outputs.map((output) => output.name),
      attribute: Object.entries(options.attributes ?? {}).map(([name, attribute]) => attributeProto(name, attribute)),
    });
  }

  private newName(stem: string): string {
    return `${stem}${this.names++}`;
  }
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

function attributeProto(name: string, attribute: GraphAttribute): AttributeProto {
  if ('int' in attribute) return { name, type: ATTRIBUTE_TYPE.int, i: attribute.int };
  if ('float' in attribute) return { name, type: ATTRIBUTE_TYPE.float, f: attribute.float };
  if ('ints' in attribute) return { name, type: ATTRIBUTE_TYPE.ints, ints: attribute.ints };
  return { name, type: ATTRIBUTE_TYPE.string, s: new TextEncoder().encode(attribute.string) };
}

const valueInfo = (value: GraphValue): ValueInfoProto => ({
  name: value.name,
  type: {
    tensorType: { elemType: DATA_TYPE[value.dtype], shape: { dim: value.shape.map((dimValue) => ({ dimValue })) } },
  },
});

function bytesOf(values: ArrayLike<number>, dtype: GraphDType): Uint8Array {
  switch (dtype) {
    case 'float32':
      return new Uint8Array(Float32Array.from(values).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(values).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(Array.from(values, BigInt)).buffer);
    case 'bool':
      return Uint8Array.from(values);
  }
}
