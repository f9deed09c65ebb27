/**
 * Every lowered kernel, as public tfjs operations that call it, with the inputs to try it on. What the results must be
 * stands nowhere here: references compute them.
 */
import * as tf from '@tensorflow/tfjs';
import type { ReferenceBackend } from './engines';

/**
 * What the elements of an input may be:
 * - any: in [-2, 2] on a grid that keeps 1/16 away from the kinks at 0 and ±1 and differs between inputs
 * - positive: in [0.5, 2.5]
 * - distinct: no two alike, at least 1/20 apart
 * - truth: bool
 */
export type Domain = 'any' | 'positive' | 'distinct' | 'truth';

export interface CaseInput {
  readonly shape: readonly number[];
  readonly domain: Domain;
}

export interface KernelCase {
  /** tfjs' name of the kernel that must have served it when the inputs are large. */
  readonly kernel: string;
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** One entry per set of inputs. */
  readonly small: readonly (readonly CaseInput[])[];
  readonly large: readonly (readonly CaseInput[])[];
  /** tfjs' gradients of some kernels don't sum over what was broadcast, and so throw: those are tried on equal shapes. */
  readonly differentiable: boolean | 'equal shapes';
  /** Of elements near zero that are sums of many large numbers; left out: what is given to all. */
  readonly absoluteTolerance?: number;
  /** A reference that refuses these inputs, or is known to be wrong about them. Finite differences remain. */
  readonly notAgainst?: ReferenceBackend;
}

const SMALL_SHAPES = [[5], [3, 4], [2, 3, 2], [1, 2, 3, 2]];
const LARGE_SHAPES = [[1500], [40, 50], [10, 20, 10], [5, 4, 10, 10]];

function unary(kernel: string, run: KernelCase['run'], domain: Domain = 'any', differentiable = true): KernelCase {
  const inputs = (shapes: readonly number[][]) => shapes.map((shape) => [{ shape, domain }]);
  return { kernel, run, small: inputs(SMALL_SHAPES), large: inputs(LARGE_SHAPES), differentiable };
}

const SMALL_PAIRS = [
  [[5], [5]],
  [[3, 4], [4]],
  [
    [3, 1],
    [1, 4],
  ],
  [[], [2, 3, 2]],
  [
    [2, 1, 3, 1],
    [2, 1, 2],
  ],
];
const LARGE_PAIRS = [
  [[1500], [1500]],
  [
    [40, 50],
    [40, 50],
  ],
  [[40, 50], [50]],
  [
    [40, 1],
    [1, 50],
  ],
  [[], [10, 20, 10]],
  [[10, 20, 10], []],
  [
    [5, 1, 10, 10],
    [5, 4, 1, 10],
  ],
];

function binary(
  kernel: string,
  run: KernelCase['run'],
  domain: Domain = 'any',
  differentiable: KernelCase['differentiable'] = true,
): KernelCase {
  const inputs = (pairs: readonly number[][][]) => pairs.map((pair) => pair.map((shape) => ({ shape, domain })));
  return { kernel, run, small: inputs(SMALL_PAIRS), large: inputs(LARGE_PAIRS), differentiable };
}

interface Shapes {
  readonly small: readonly number[][];
  readonly large: readonly number[][];
}

/** A reduction, with the axes that are tried on each rank. */
function reducing(
  kernel: string,
  run: (x: tf.Tensor, axes?: number | number[], keepDims?: boolean) => tf.Tensor,
  domain: Domain = 'any',
): KernelCase[] {
  const tries: readonly (readonly [axes: number | number[] | undefined, shapes: Shapes])[] = [
    [undefined, { small: SMALL_SHAPES, large: [[20_000], [150, 60], [30, 10, 20], [6, 5, 20, 10]] }],
    [
      0,
      {
        small: [[5], [3, 4], [2, 3, 2]],
        large: [
          [64, 50],
          [2000, 3],
          [20, 10, 10],
        ],
      },
    ],
    [
      -1,
      {
        small: [
          [3, 4],
          [2, 3, 2],
        ],
        large: [
          [300, 20],
          [100, 80],
          [20, 15, 30],
          [1, 300, 20],
        ],
      },
    ],
    [
      [0, 1],
      {
        small: [[2, 3, 2]],
        large: [
          [30, 10, 20],
          [1, 40, 50],
        ],
      },
    ],
    [[0, 2], { small: [[2, 3, 2]], large: [[30, 10, 20]] }],
    [[1, 2, 3], { small: [[2, 3, 2, 2]], large: [[10, 15, 12, 12]] }],
  ];
  return tries.flatMap(([axes, shapes]) =>
    [false, true].map((keepDims) => ({
      kernel,
      run: (...[x]: tf.Tensor[]) => run(x!, axes, keepDims),
      small: shapes.small.map((shape) => [{ shape, domain }]),
      large: shapes.large.map((shape) => [{ shape, domain }]),
      differentiable: true,
    })),
  );
}

const anyInputs = (...shapes: readonly number[][]): CaseInput[] => shapes.map((shape) => ({ shape, domain: 'any' }));

function products(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const [transposeA, transposeB] of [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ] as const) {
    const pair = (rows: number, inner: number, columns: number, ...batches: readonly number[][]) =>
      anyInputs(
        [...(batches[0] ?? []), ...(transposeA ? [inner, rows] : [rows, inner])],
        [...(batches[1] ?? batches[0] ?? []), ...(transposeB ? [columns, inner] : [inner, columns])],
      );
    cases.push({
      kernel: 'BatchMatMul',
      run: (a, b) => tf.matMul(a, b, transposeA, transposeB),
      small: [pair(2, 3, 4), pair(1, 3, 1), pair(2, 3, 4, [2])],
      large: [pair(20, 30, 40), pair(64, 100, 1), pair(20, 30, 40, [1]), pair(10, 20, 30, [4])],
      differentiable: true,
    });
    cases.push({
      kernel: 'BatchMatMul',
      run: (a, b) => tf.matMul(a, b, transposeA, transposeB),
      small: [pair(1, 2, 3, [2, 3], [1, 3])],
      large: [pair(10, 20, 30, [2, 3], [1, 3])],
      differentiable: 'equal shapes',
    });
  }
  for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const) {
    cases.push({
      kernel: '_FusedMatMul',
      run: (a, b, bias) => tf.fused.matMul({ a: a, b: b, bias: bias, activation, leakyreluAlpha: 0.3 }),
      small: [anyInputs([2, 3], [3, 4], [4])],
      large: [anyInputs([20, 30], [30, 40], [40]), anyInputs([4, 10, 20], [4, 20, 30], [30])],
      // tfjs doesn't fuse where it takes gradients through an activation, so that this would test other kernels.
      differentiable: activation === 'linear',
    });
  }
  return cases;
}

function movements(): KernelCase[] {
  const cast = (from: Domain, to: 'float32' | 'int32' | 'bool'): KernelCase =>
    unary('Cast', (x) => tf.cast(x, to), from, false);
  return [
    cast('truth', 'int32'),
    cast('any', 'int32'),
    cast('any', 'bool'),
    {
      kernel: 'Transpose',
      run: (x) => tf.transpose(x),
      small: [anyInputs([3, 4]), anyInputs([2, 3, 2]), anyInputs([1, 2, 3, 2])],
      large: [anyInputs([40, 50]), anyInputs([10, 20, 10]), anyInputs([5, 4, 10, 10])],
      differentiable: true,
    },
    {
      kernel: 'Concat',
      run: (a, b, c) => tf.concat([a, b, c], -1),
      small: [anyInputs([2], [3], [1]), anyInputs([2, 3], [2, 1], [2, 2])],
      large: [anyInputs([900], [800], [700]), anyInputs([40, 30], [40, 20], [40, 10])],
      differentiable: true,
    },
    {
      kernel: 'Concat',
      run: (a, b) => tf.concat([a, b], 0),
      small: [anyInputs([2, 3], [1, 3])],
      large: [anyInputs([64, 50], [32, 50]), anyInputs([10, 10, 5, 4], [6, 10, 5, 4])],
      differentiable: true,
    },
    {
      kernel: 'Tile',
      run: (x) =>
        tf.tile(
          x,
          x.shape.map((_length, axis) => axis + 1),
        ),
      small: [anyInputs([5]), anyInputs([2, 3])],
      large: [anyInputs([1500]), anyInputs([40, 50]), anyInputs([10, 20, 10])],
      differentiable: true,
    },
  ];
}

const selections: readonly KernelCase[] = [
  {
    kernel: 'Select',
    run: (condition, a, b) => tf.where(condition, a, b),
    small: [[{ shape: [3, 4], domain: 'truth' }, ...anyInputs([3, 4], [3, 4])]],
    large: [
      [{ shape: [40, 50], domain: 'truth' }, ...anyInputs([40, 50], [40, 50])],
      [{ shape: [5, 4, 10, 10], domain: 'truth' }, ...anyInputs([5, 4, 10, 10], [5, 4, 10, 10])],
    ],
    differentiable: true,
  },
];

const arg = (run: (x: tf.Tensor) => tf.Tensor) => (x?: tf.Tensor) => run(x!);
const args = (run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => (a?: tf.Tensor, b?: tf.Tensor) => run(a!, b!);

/** Kernels that appear only in gradients (EluGrad, Step, …) come with the operation whose gradient calls them. */
export const kernelCases: readonly KernelCase[] = [
  unary('Abs', arg(tf.abs)),
  unary('Neg', arg(tf.neg)),
  unary('Exp', arg(tf.exp)),
  unary('Log', arg(tf.log), 'positive'),
  unary('Log1p', arg(tf.log1p), 'positive'),
  unary('Sqrt', arg(tf.sqrt), 'positive'),
  unary('Rsqrt', arg(tf.rsqrt), 'positive'),
  unary('Square', arg(tf.square)),
  unary('Reciprocal', arg(tf.reciprocal), 'positive'),
  unary('Floor', arg(tf.floor), 'any', false),
  unary('Ceil', arg(tf.ceil), 'any', false),
  unary('Round', (x) => tf.round(tf.mul(x, 2)), 'any', false),
  unary('Sign', arg(tf.sign), 'any', false),
  unary('Sin', arg(tf.sin)),
  unary('Cos', arg(tf.cos)),
  unary('Expm1', arg(tf.expm1)),
  unary('Erf', arg(tf.erf)),
  unary('IsNan', (x) => tf.isNaN(tf.div(tf.floor(x), tf.floor(x))), 'any', false),
  unary('Sigmoid', arg(tf.sigmoid)),
  unary('Tanh', arg(tf.tanh)),
  unary('Softplus', arg(tf.softplus)),
  unary('Relu', arg(tf.relu)),
  unary('Relu6', (x) => tf.relu6(tf.mul(x, 5))),
  unary('Elu', arg(tf.elu)),
  unary('Selu', arg(tf.selu)),
  unary('LeakyRelu', (x) => tf.leakyRelu(x, 0.3)),
  unary('Step', (x) => tf.step(x, 0.25), 'any', false),
  unary('ClipByValue', (x) => tf.clipByValue(x, -1, 1)),
  unary('LogicalNot', arg(tf.logicalNot), 'truth', false),
  binary('Add', args(tf.add)),
  binary('Sub', args(tf.sub)),
  binary('Multiply', args(tf.mul)),
  binary('RealDiv', args(tf.div), 'positive'),
  binary('Pow', args(tf.pow), 'positive', 'equal shapes'),
  binary('Maximum', args(tf.maximum), 'any', 'equal shapes'),
  binary('Minimum', args(tf.minimum), 'any', 'equal shapes'),
  binary('SquaredDifference', args(tf.squaredDifference), 'any', 'equal shapes'),
  binary('Greater', args(tf.greater), 'any', false),
  binary('GreaterEqual', args(tf.greaterEqual), 'any', false),
  binary('Less', args(tf.less), 'any', false),
  binary('LessEqual', args(tf.lessEqual), 'any', false),
  // A tensor equals itself, and the comparison with another grid never holds: both answers are seen.
  binary('Equal', (a, b) => tf.equal(tf.floor(a), tf.floor(b)), 'any', false),
  binary('NotEqual', (a, b) => tf.notEqual(tf.floor(a), tf.floor(b)), 'any', false),
  binary('LogicalAnd', args(tf.logicalAnd), 'truth', false),
  binary('LogicalOr', args(tf.logicalOr), 'truth', false),
  // Of whole numbers, too.
  ...(['Add', 'Sub', 'Multiply', 'Maximum', 'Minimum'] as const).map((kernel): KernelCase => {
    const operations = { Add: tf.add, Sub: tf.sub, Multiply: tf.mul, Maximum: tf.maximum, Minimum: tf.minimum };
    return binary(kernel, (a, b) => operations[kernel](a.cast('int32'), b.cast('int32')), 'any', false);
  }),
  ...selections,
  unary('AddN', (x) => tf.addN([x, tf.square(x), tf.exp(x)])),
  ...reducing('Sum', tf.sum),
  ...reducing('Mean', tf.mean),
  {
    kernel: 'Sum',
    run: arg(tf.sum),
    small: [[{ shape: [2, 3, 2], domain: 'truth' }]],
    large: [[{ shape: [20, 30, 20], domain: 'truth' }]],
    differentiable: false,
  },
  unary('Mean', arg(tf.mean), 'truth', false),
  ...reducing('Max', tf.max, 'distinct'),
  ...reducing('Min', tf.min, 'distinct'),
  ...(['ArgMax', 'ArgMin'] as const).map((kernel): KernelCase => ({
    kernel,
    run: (x) => (kernel === 'ArgMax' ? tf.argMax(x, -1) : tf.argMin(x, -1)),
    small: [anyInputs([3, 4])],
    large: [
      [300, 20],
      [20, 15, 30],
    ].map((shape) => [{ shape, domain: 'distinct' }]),
    differentiable: false,
  })),
  // tfjs' gradients of products fail for axes counted from the end.
  ...reducing('Prod', (x, axes, keepDims) => tf.prod(tf.mul(x, 0.7), axes, keepDims), 'positive').map(
    (reduction): KernelCase => ({ ...reduction, differentiable: false }),
  ),
  unary('Softmax', arg(tf.softmax)),
  ...[false, true].map((isBackwards): KernelCase => ({
    kernel: 'Cumsum',
    run: (x) => tf.cumsum(x, isBackwards ? 0 : x.rank - 1, isBackwards, isBackwards),
    small: [anyInputs([3, 4])],
    large: [anyInputs([40, 50]), anyInputs([5, 4, 10, 10])],
    // tfjs transposes gradients along other axes than the last, and doesn't transpose them back.
    differentiable: !isBackwards,
  })),
  ...(['All', 'Any'] as const).map((kernel): KernelCase => ({
    kernel,
    run: (x) => (kernel === 'All' ? tf.all(x, -1) : tf.any(x, 0, true)),
    small: [[{ shape: [4, 2], domain: 'truth' }]],
    large: [[{ shape: [2000, 3], domain: 'truth' }]],
    differentiable: false,
  })),
  {
    kernel: 'Prelu',
    run: (x, alpha) => tf.prelu(x, alpha),
    small: [anyInputs([3, 4], [4])],
    large: [anyInputs([40, 50], [50]), anyInputs([5, 4, 10, 10], [1, 1, 10])],
    differentiable: true,
  },
  ...products(),
  ...movements(),
];
