/**
 * Whether code keeps nothing between two calls and asks nothing that changes: then a training step made of it is the same
 * computation each time, and need not be run to know that. Reads the bundle, function by function, and takes every one that
 * it doesn't understand for impure: such a step is followed instead, which is right, and costs some milliseconds.
 */
import { type AnyNode, parse, type Pattern, type Program } from 'acorn';

/** Globals that give the same for the same. */
const STEADY_GLOBALS = new Set([
  ...['undefined', 'NaN', 'Infinity', 'Math', 'Number', 'Boolean', 'String', 'isNaN', 'isFinite', 'arguments'],
  ...['Array', 'Float32Array', 'Float64Array', 'Int32Array', 'Uint8Array', 'Error', 'TypeError', 'RangeError'],
]);
/** Properties that change while one trains, or lead to time, chance and the world. */
const CHANGING = new Set([
  ...['step', 'epoch', 'state', 'iterations', 'iterations_', 'id', 'dataId'],
  ...['random', 'util', 'data', 'io', 'env', 'engine', 'backend', 'browser', 'memory'],
]);
/** Methods, beside those of tensors, that change nothing. */
const STEADY_METHODS = [
  ...['apply', 'call', 'predict', 'read', 'getWeights', 'getLayer', 'getConfig', 'getClassName', 'computeOutputShape'],
  ...['map', 'forEach', 'reduce', 'filter', 'slice', 'concat', 'flat', 'flatMap', 'at', 'keys', 'values', 'entries'],
  // Of a step's context: what they do, the trainer knows.
  ...['update', 'normal', 'uniform', 'believe'],
  ...['isArray', 'includes', 'indexOf', 'find', 'some', 'every', 'join', 'from', 'of', 'toFixed'],
];
/** Methods of tensors that read, print or free. */
const UNSTEADY_TENSOR_METHODS = /^(data|dataSync|buffer|bufferSync|array|arraySync|bytes|print|dispose)$/;
/** What a layer may do when it is made and built, which happens before any step. */
const MAKING = new Set(['constructor', 'build']);
/** Of fresh things, that nobody else has. */
const FRESH = new Set(['ArrayExpression', 'ObjectExpression', 'NewExpression']);
/** esbuild's own functions, at the head of a bundle. */
const BUNDLER =
  /^__(create|defProp|getOwnPropDesc|getOwnPropNames|getProtoOf|hasOwnProp|require|commonJS|copyProps|toESM|export)$/;

type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;
type Reader = (node: AnyNode, scope: Scope) => void;

interface Scope {
  /** Names that this very function declares, and whether each holds something fresh. */
  readonly own: ReadonlyMap<string, boolean>;
  readonly params: ReadonlySet<string>;
  readonly isMaking: boolean;
}

class Impure extends Error {}

/**
 * @param code a bundle of `bundleExperiment`
 * @param tensorMethods names of the methods of tfjs' tensors
 * @returns why it isn't known to be pure; undefined when it is
 */
export function impurityOf(code: string, tensorMethods: readonly string[]): string | undefined {
  let program: Program;
  try {
    program = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  } catch (error) {
    return `it can't be read: ${String(error)}`;
  }
  try {
    new PurityReader(program, tensorMethods).readProgram();
    return undefined;
  } catch (error) {
    if (error instanceof Impure) return error.message;
    throw error;
  }
}

class PurityReader {
  private readonly methods: ReadonlySet<string>;
  private readonly declared = new Set<string>();
  /** Names under which the bundle has tfjs and Gibbon. */
  private readonly shared = new Set<string>();

  constructor(
    private readonly program: Program,
    tensorMethods: readonly string[],
  ) {
    const ownMethods = new Set<string>();
    visit(program, (node) => {
      if (isFunction(node)) for (const param of node.params) namesOf(param).forEach((name) => this.declared.add(name));
      if ('id' in node && node.id) namesOf(node.id).forEach((name) => this.declared.add(name));
      if (node.type === 'CatchClause' && node.param) namesOf(node.param).forEach((name) => this.declared.add(name));
      if (node.type === 'MethodDefinition' || (node.type === 'Property' && isFunction(node.value))) {
        const name = nameOfKey(node);
        if (name) ownMethods.add(name);
      }
      if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && isShared(node.init))
        this.shared.add(node.id.name);
    });
    const steady = tensorMethods.filter((name) => !UNSTEADY_TENSOR_METHODS.test(name));
    this.methods = new Set([...steady, ...STEADY_METHODS, ...ownMethods]);
  }

  /** What stands outside of functions runs once, before any step. */
  readProgram(): void {
    for (const statement of this.program.body) {
      if (statement.type === 'ImportDeclaration' && statement.source.value !== 'node:module')
        impure('it imports another module');
      if (statement.type === 'VariableDeclaration')
        for (const declarator of statement.declarations) {
          const name = declarator.id.type === 'Identifier' ? declarator.id.name : '';
          if (!BUNDLER.test(name) && !isSharedModule(declarator.init)) this.findFunctions(declarator, false);
        }
      else this.findFunctions(statement, false);
    }
  }

  private findFunctions(node: AnyNode, isMaking: boolean): void {
    const within = isMaking || (node.type === 'MethodDefinition' && MAKING.has(nameOfKey(node) ?? ''));
    if (isFunction(node)) return this.readFunction(node, within);
    for (const child of childrenOf(node)) this.findFunctions(child, within);
  }

  private readFunction(node: FunctionNode, isMaking: boolean): void {
    if (node.async || node.generator) impure('a function of it is asynchronous, or a generator');
    const own = new Map<string, boolean>();
    const declare = (pattern: Pattern, isFresh: boolean) => {
      for (const name of namesOf(pattern)) own.set(name, isFresh && (own.get(name) ?? true));
    };
    const params = new Set(node.params.flatMap(namesOf));
    for (const param of node.params) declare(param, false);
    visitWithin(node, (inner) => {
      if (inner.type === 'VariableDeclaration')
        for (const { id, init } of inner.declarations)
          declare(id, inner.kind === 'const' && id.type === 'Identifier' && FRESH.has(init?.type ?? ''));
      if ((inner.type === 'FunctionDeclaration' || inner.type === 'ClassDeclaration') && inner.id)
        declare(inner.id, false);
      if (inner.type === 'CatchClause' && inner.param) declare(inner.param, false);
    });
    const scope: Scope = { own, params, isMaking };
    for (const param of node.params) this.read(param, scope);
    this.read(node.body, scope);
  }

  private readonly read: Reader = (node, scope) => {
    if (isFunction(node)) return this.readFunction(node, false);
    switch (node.type) {
      case 'MethodDefinition':
        return this.findFunctions(node, false);
      case 'Identifier':
        if (!this.declared.has(node.name) && !STEADY_GLOBALS.has(node.name)) impure(`it uses ${node.name}`);
        return;
      case 'AssignmentExpression':
        this.checkWrite(node.left, scope);
        break;
      case 'UpdateExpression':
        this.checkWrite(node.argument, scope);
        break;
      case 'UnaryExpression':
        if (node.operator === 'delete') impure('it deletes a property');
        break;
      case 'CallExpression':
        this.checkCall(node.callee, scope);
        break;
      case 'MemberExpression':
        this.checkProperty(node, scope);
        this.read(node.object, scope);
        if (node.computed) this.read(node.property, scope);
        return;
      case 'Property':
        if (node.computed) this.read(node.key, scope);
        return this.read(node.value, scope);
      case 'ObjectPattern':
        for (const property of node.properties)
          if (property.type === 'Property' && CHANGING.has(nameOfKey(property) ?? ''))
            impure(`it asks for ${nameOfKey(property)}`);
        break;
      case 'AwaitExpression':
      case 'YieldExpression':
      case 'ImportExpression':
      case 'MetaProperty':
      case 'TaggedTemplateExpression':
        return impure(`it has a ${node.type}`);
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') this.checkWrite(node.left, scope);
        break;
      default:
        break;
    }
    for (const child of childrenOf(node)) this.read(child, scope);
  };

  private checkWrite(target: AnyNode, scope: Scope): void {
    if (target.type === 'Identifier') {
      if (!scope.own.has(target.name)) impure(`it writes to ${target.name}, which outlives the call`);
      return;
    }
    if (target.type !== 'MemberExpression')
      return impure('it takes a value apart into variables that are there already');
    const root = rootOf(target);
    if (root.type === 'ThisExpression' && scope.isMaking) return;
    if (root.type === 'Identifier' && scope.own.get(root.name) === true) return;
    impure('it writes to a property of something that may outlive the call');
  }

  private checkCall(callee: AnyNode, scope: Scope): void {
    if (callee.type !== 'MemberExpression') return;
    const root = rootOf(callee);
    if (root.type === 'Super' || (root.type === 'Identifier' && this.isShared(root.name))) return;
    if (root.type === 'ThisExpression' && scope.isMaking) return;
    if (root.type === 'Identifier' && (root.name === 'Math' || scope.own.get(root.name) === true)) return;
    const name = callee.property.type === 'Identifier' && !callee.computed ? callee.property.name : undefined;
    if (name === undefined || !this.methods.has(name) || MAKING.has(name))
      impure(`it calls ${name ?? 'a method by a name that it computes'}`);
  }

  private checkProperty(node: Extract<AnyNode, { type: 'MemberExpression' }>, scope: Scope): void {
    const { property, object, computed } = node;
    const name =
      property.type === 'Identifier' && !computed
        ? property.name
        : property.type === 'Literal'
          ? property.value
          : undefined;
    if (typeof name === 'string' && CHANGING.has(name)) {
      // tf.step is an operation.
      if (name === 'step' && isMemberOfShared(object, this.shared)) return;
      impure(`it asks for ${name}`);
    }
    const root = rootOf(node);
    if (name === undefined && root.type === 'Identifier' && scope.params.has(root.name))
      impure('it asks for a property by a name that it computes');
  }

  private readonly isShared = (name: string): boolean => this.shared.has(name);
}

const impure = (why: string): never => {
  throw new Impure(why);
};

const isFunction = (node: AnyNode): node is FunctionNode =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';

/** `__toESM(require_gibbon())`, as esbuild writes an import of a shared module. */
function isShared(init: AnyNode | null | undefined): boolean {
  if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier' || init.callee.name !== '__toESM')
    return false;
  const [argument] = init.arguments;
  return (
    argument?.type === 'CallExpression' &&
    argument.callee.type === 'Identifier' &&
    /^require_(gibbon|tf)\d*$/.test(argument.callee.name)
  );
}

/** `__commonJS({ "gibbon-shared:gibbon"(exports, module) { … } })`: what the bundle has in a shared module's place. */
function isSharedModule(init: AnyNode | null | undefined): boolean {
  if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier' || init.callee.name !== '__commonJS')
    return false;
  const [modules] = init.arguments;
  return (
    modules?.type === 'ObjectExpression' &&
    modules.properties.every(
      (property) => property.type === 'Property' && nameOfKey(property)?.startsWith('gibbon-shared:') === true,
    )
  );
}

const isMemberOfShared = (node: AnyNode, shared: ReadonlySet<string>): boolean => {
  const root = node.type === 'MemberExpression' ? rootOf(node) : node;
  return root.type === 'Identifier' && shared.has(root.name);
};

/** What a chain of properties and calls begins with. */
function rootOf(node: AnyNode): AnyNode {
  let root = node;
  while (root.type === 'MemberExpression') root = root.object;
  return root;
}

function nameOfKey(node: AnyNode): string | undefined {
  if (!('key' in node) || !node.key) return undefined;
  if (node.key.type === 'Identifier' && !('computed' in node && node.computed)) return node.key.name;
  return node.key.type === 'Literal' ? String(node.key.value) : undefined;
}

function namesOf(pattern: Pattern | AnyNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesOf(property.type === 'Property' ? property.value : property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesOf(element) : []));
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    default:
      return [];
  }
}

function childrenOf(node: AnyNode): AnyNode[] {
  const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value;
  return Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function visit(node: AnyNode, see: (node: AnyNode) => void): void {
  see(node);
  for (const child of childrenOf(node)) visit(child, see);
}

/** As `visit`, but for what lies in functions of its own. */
function visitWithin(node: FunctionNode, see: (node: AnyNode) => void): void {
  const go = (inner: AnyNode): void => {
    see(inner);
    if (!isFunction(inner)) childrenOf(inner).forEach(go);
  };
  childrenOf(node.body).forEach(go);
  if (node.body.type !== 'BlockStatement') see(node.body);
}
