import { parseArgs } from 'node:util';
import { DURATION, readQuantity, suggestion } from '../simulator/index.ts';

/** What the user asked for. */
export type Request =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | SimulateRequest
  /** One sentence that says what is wrong with the command line and what would be right. */
  | { readonly kind: 'mistake'; readonly message: string };

export interface SimulateRequest {
  readonly kind: 'simulate';
  /** Path of the scenario; `-` is standard input. */
  readonly file: string;
  readonly format: 'json' | 'text';
  /** Where the trace goes, or null. */
  readonly trace: string | null;
  /** Simulated nanoseconds; null leaves it to the scenario. */
  readonly until: number | null;
  readonly seed: number | null;
}

const COMMANDS = ['simulate'];

const OPTIONS = {
  json: { type: 'boolean' },
  text: { type: 'boolean' },
  trace: { type: 'string' },
  until: { type: 'string' },
  seed: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const OPTION_NAMES = Object.keys(OPTIONS).map((name) => `--${name}`);

/** Reads the words after `virtlab`. */
export function readCommandLine(words: readonly string[]): Request {
  const parsed = parse(words);
  if ('mistake' in parsed) return mistake(parsed.mistake);
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const [command, file, ...rest] = positionals;
  if (command === undefined) return mistake('Say what to do, such as "virtlab simulate SCENARIO.json"; "virtlab --help" tells more.');
  if (command === 'help') return { kind: 'help' };
  if (!COMMANDS.includes(command)) return mistake(`There is no command "${command}"${suggestion(command, COMMANDS)}`);
  if (file === undefined) return mistake('Name the scenario to simulate, such as "virtlab simulate SCENARIO.json", or "-" for standard input.');
  if (rest.length > 0) return mistake(`Simulate one scenario at a time; leave out "${rest.join(' ')}".`);
  if (values.json === true && values.text === true) return mistake('Choose one of --json and --text.');
  return simulateRequest(file, values);
}

type Values = Extract<ReturnType<typeof parse>, { values: unknown }>['values'];

function simulateRequest(file: string, values: Values): Request {
  const until = values.until === undefined ? null : readQuantity(values.until, DURATION);
  if (until !== null && !until.ok) return mistake(`--until ${until.complaint}`);
  const seed = values.seed === undefined ? null : Number(values.seed);
  if (seed !== null && (!Number.isSafeInteger(seed) || seed < 0 || !/^\d+$/.test(values.seed ?? ''))) {
    return mistake(`--seed must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not "${values.seed}".`);
  }
  return {
    kind: 'simulate',
    file,
    format: values.text === true ? 'text' : 'json',
    trace: values.trace ?? null,
    until: until === null ? null : until.amount,
    seed,
  };
}

/** The words by kind, or the first one that is wrong. Unknown options are looked for first, to say what is near. */
function parse(words: readonly string[]) {
  const settings = { args: [...words], options: OPTIONS, allowPositionals: true } as const;
  const { tokens } = parseArgs({ ...settings, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(OPTIONS, token.name)) continue;
    return { mistake: `There is no option ${token.rawName}${suggestion(token.rawName, OPTION_NAMES)}` };
  }
  try {
    return parseArgs({ ...settings, strict: true });
  } catch (error) {
    // Node's own sentence, without the examples that follow it.
    const [sentence = ''] = (error as Error).message.split(/\.\s/u);
    return { mistake: sentence.endsWith('.') ? sentence : `${sentence}.` };
  }
}

function mistake(message: string): Request {
  return { kind: 'mistake', message };
}
