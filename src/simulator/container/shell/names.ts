/** Words of the language itself. */
export const KEYWORDS: readonly string[] = ['!', '{', '}', 'case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'if', 'in', 'then', 'until', 'while'];

/** Builtins whose failure ends a script. */
export const SPECIAL_NAMES: readonly string[] = ['.', ':', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'unset'];

/** What the shell does itself. */
export const BUILTIN_NAMES: readonly string[] = [
  ...SPECIAL_NAMES, '[', 'bg', 'cd', 'command', 'echo', 'false', 'fg', 'help', 'history', 'jobs', 'kill', 'local', 'printf', 'pwd', 'read', 'test', 'true', 'type', 'umask', 'wait',
];
