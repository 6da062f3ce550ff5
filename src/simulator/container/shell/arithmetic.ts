import { ShellFailure } from './memory.ts';

/** Where variables are looked up and changed. */
export interface Variables {
  readonly get: (name: string) => string | undefined;
  readonly set: (name: string, value: string) => void;
}

/** From the weakest to the strongest; all but those of assignment go from left to right. */
const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
const TOKEN = /\s*(0[xX][0-9a-fA-F]+|[0-9]+|[A-Za-z_][A-Za-z0-9_]*|<<=|>>=|[-+*/%&|^]=|\|\||&&|==|!=|<=|>=|<<|>>|[-+*/%&|^<>=!~?:()])/y;

interface Reader {
  readonly text: string;
  readonly tokens: readonly string[];
  at: number;
  readonly variables: Variables;
  /** What is not chosen is read without effect. */
  isSkipping: boolean;
}

/** What `$((…))` comes to: whole numbers of 64 bits (POSIX, "Arithmetic Expansion"). */
export function evaluate(text: string, variables: Variables): string {
  const reader: Reader = { text, tokens: tokensOf(text), at: 0, variables, isSkipping: false };
  if (reader.tokens.length === 0) return '0';
  const value = assignment(reader);
  if (reader.at < reader.tokens.length) throw failure('expecting EOF', text);
  return String(value);
}

function failure(what: string, text: string): ShellFailure {
  return new ShellFailure(`arithmetic expression: ${what}: "${text}"`);
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; text.slice(at).trim() !== '';) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) throw failure('expecting primary', text);
    tokens.push(found[1] ?? '');
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function assignment(reader: Reader): bigint {
  const [name = '', operator = ''] = reader.tokens.slice(reader.at, reader.at + 2);
  if (!/^[A-Za-z_]/.test(name) || !/^(?:[-+*/%&|^]|<<|>>)?=$/.test(operator)) return choice(reader);
  reader.at += 2;
  const right = assignment(reader);
  const value = operator === '=' ? right : apply(reader, operator.slice(0, -1), valueOf(reader, name), right);
  if (!reader.isSkipping) reader.variables.set(name, String(value));
  return value;
}

function choice(reader: Reader): bigint {
  const condition = binary(reader, 0);
  if (reader.tokens[reader.at] !== '?') return condition;
  reader.at++;
  const first = skippingUnless(reader, condition !== 0n, () => assignment(reader));
  if (reader.tokens[reader.at++] !== ':') throw failure('expecting \':\'', reader.text);
  const second = skippingUnless(reader, condition === 0n, () => assignment(reader));
  return condition === 0n ? second : first;
}

function skippingUnless(reader: Reader, isWanted: boolean, read: () => bigint): bigint {
  const before = reader.isSkipping;
  reader.isSkipping ||= !isWanted;
  const value = read();
  reader.isSkipping = before;
  return value;
}

function binary(reader: Reader, level: number): bigint {
  const operators = LEVELS[level];
  if (operators === undefined) return unary(reader);
  let left = binary(reader, level + 1);
  for (;;) {
    const operator = reader.tokens[reader.at] ?? '';
    if (!operators.includes(operator)) return left;
    reader.at++;
    const value = left;
    const isDecided = (operator === '&&' && value === 0n) || (operator === '||' && value !== 0n);
    const right = skippingUnless(reader, !isDecided, () => binary(reader, level + 1));
    left = apply(reader, operator, value, right);
  }
}

function unary(reader: Reader): bigint {
  const token = reader.tokens[reader.at++];
  switch (token) {
    case '-':
      return wrapped(-unary(reader));
    case '+':
      return unary(reader);
    case '!':
      return unary(reader) === 0n ? 1n : 0n;
    case '~':
      return ~unary(reader);
    case '(': {
      const value = assignment(reader);
      if (reader.tokens[reader.at++] !== ')') throw failure('expecting \')\'', reader.text);
      return value;
    }
    case undefined:
      throw failure('expecting primary', reader.text);
    default:
      if (/^[A-Za-z_]/.test(token)) return valueOf(reader, token);
      if (!/^[0-9]/.test(token)) throw failure('expecting primary', reader.text);
      return numberOf(token, reader);
  }
}

function numberOf(token: string, { text }: Reader): bigint {
  if (/^0[0-9]+$/.test(token)) {
    if (!/^[0-7]+$/.test(token)) throw failure('expecting EOF', text);
    return wrapped(BigInt(`0o${token.slice(1)}`));
  }
  return wrapped(BigInt(token));
}

function valueOf(reader: Reader, name: string): bigint {
  const value = (reader.variables.get(name) ?? '').trim() || '0';
  const [sign, digits] = value.startsWith('-') ? [-1n, value.slice(1)] : [1n, value];
  if (!/^(?:0[xX][0-9a-fA-F]+|[0-9]+)$/.test(digits)) throw new ShellFailure(`Illegal number: ${value}`);
  return wrapped(sign * numberOf(digits, reader));
}

function wrapped(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

const truth = (value: boolean): bigint => (value ? 1n : 0n);

function apply({ text, isSkipping }: Reader, operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return wrapped(left + right);
    case '-':
      return wrapped(left - right);
    case '*':
      return wrapped(left * right);
    case '/':
    case '%':
      if (right === 0n && isSkipping) return 0n;
      if (right === 0n) throw failure('division by zero', text);
      return wrapped(operator === '/' ? left / right : left % right);
    case '<<':
      return wrapped(left << (right & 63n));
    case '>>':
      return left >> (right & 63n);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    default:
      return truth(compares(operator, left, right));
  }
}

function compares(operator: string, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '&&':
      return left !== 0n && right !== 0n;
    default:
      return left !== 0n || right !== 0n;
  }
}
