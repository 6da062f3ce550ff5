import { describe, expect, test } from 'vitest';
import { Terminal } from './bench.ts';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CTRL_Z = '\u001a';
const QUIT = '\u001c';
const PROMPT = 'c:/# ';

/** Jobs as dash shows them; the number of a new one as in bash, since dash says nothing. */
describe('jobs', () => {
  test('a job in the background is told when it begins, and when it is over before the next prompt', () => {
    const terminal = new Terminal();
    expect(terminal.type('sleep 1 &\n')).toBe(`[1] 3\n${PROMPT}`);
    expect(terminal.run('jobs')).toBe('[1] + Running                    sleep 1\n');
    expect(terminal.pass(2)).toBe('');
    expect(terminal.type('\n')).toBe(`[1] + Done                       sleep 1\n${PROMPT}`);
    expect(terminal.run('jobs')).toBe('');
    expect(terminal.run('sh -c "exit 3" &')).toBe('[1] 4\n');
    expect(terminal.type('\n')).toBe(`[1] + Done(3)                    sh -c "exit 3"\n${PROMPT}`);
  });

  test('Ctrl-Z stops what runs in front, bg and fg let it go on', () => {
    const terminal = new Terminal();
    expect(terminal.type('sleep 100\n')).toBe('');
    expect(terminal.type(CTRL_Z)).toBe(`[1] + Stopped                    sleep 100\n${PROMPT}`);
    expect(terminal.run('echo $?')).toBe('148\n');
    expect(terminal.run('ps')).toContain(' T sleep 100\n');
    expect(terminal.run('bg')).toBe('[1] sleep 100\n');
    expect(terminal.run('ps')).toContain(' S sleep 100\n');
    expect(terminal.type('fg\n')).toBe('sleep 100\n');
    expect(terminal.type(CTRL_C)).toBe(PROMPT);
    expect(terminal.run('echo $?; jobs')).toBe('130\n');
  });

  test('the current job has a +, the one before a -, and both are found by number, name and text', () => {
    const terminal = new Terminal();
    terminal.type('sleep 100\n');
    terminal.type(CTRL_Z);
    terminal.type('sleep 200 | cat\n');
    terminal.type(CTRL_Z);
    terminal.type('sleep 300 &\n');
    expect(terminal.run('jobs')).toBe('[2] + Stopped                    sleep 200 | cat\n[1] - Stopped                    sleep 100\n[3]   Running                    sleep 300\n');
    expect(terminal.run('jobs -l %2')).toBe('[2] + 4 Stopped                  sleep 200 |\n      5                          cat\n');
    expect(terminal.run('jobs -p')).toBe('4\n3\n6\n');
    expect(terminal.type('fg %-\n')).toBe('sleep 100\n');
    expect(terminal.type(CTRL_Z)).toBe(`[1] + Stopped                    sleep 100\n${PROMPT}`);
    expect(terminal.run('fg %sl')).toBe('sh: 8: fg: %sl: ambiguous\n');
    expect(terminal.run('fg %9; bg %9; kill %9; wait %9')).toBe(['fg', 'bg', 'kill', 'wait'].map((name) => `sh: 9: ${name}: No such job: %9\n`).join(''));
    expect(terminal.type('fg %?200\n')).toBe('sleep 200 | cat\n');
    expect(terminal.type(CTRL_C)).toBe(PROMPT);
    expect(terminal.run('jobs')).toBe('[1] + Stopped                    sleep 100\n[3] - Running                    sleep 300\n');
  });

  test('kill reaches a job, also one that is stopped as soon as it goes on', () => {
    const terminal = new Terminal();
    terminal.type('sleep 100 | cat &\n');
    expect(terminal.type('kill %1\n')).toBe(`[1] + Terminated                 sleep 100 | cat\n${PROMPT}`);
    terminal.type('sleep 100\n');
    terminal.type(CTRL_Z);
    expect(terminal.run('kill %1; jobs')).toBe('[1] + Stopped                    sleep 100\n');
    expect(terminal.type('fg\n')).toBe(`sleep 100\nTerminated\n${PROMPT}`);
    terminal.type('sleep 100 &\n');
    expect(terminal.type('kill -STOP %1\n')).toBe(`[1] + Stopped (signal)           sleep 100\n${PROMPT}`);
    expect(terminal.type('kill -9 %1\n')).toBe(`[1] + Killed                     sleep 100\n${PROMPT}`);
  });

  test('wait waits for jobs and gives the status of one', () => {
    const terminal = new Terminal();
    expect(terminal.run('sleep 1 & sleep 2 & wait; echo done', 3)).toBe('[1] 3\n[2] 4\ndone\n[2] + Done                       sleep 2\n[1] - Done                       sleep 1\n');
    expect(terminal.run('sh -c "sleep 1; exit 7" & wait %1; echo $?', 2)).toContain('7\n');
    expect(terminal.run('sleep 1 & wait $!; echo $?', 2)).toContain('0\n');
    expect(terminal.run('sleep 50 & kill $!; wait $!; echo $?')).toContain('143\n');
    terminal.type('sleep 100 & wait\n');
    expect(terminal.type(CTRL_C)).toBe(PROMPT);
  });

  test('who reads the terminal from the background is stopped until it is in front', () => {
    const terminal = new Terminal();
    expect(terminal.run('cat &')).toBe('[1] 3\n');
    expect(terminal.type('\n')).toBe(`[1] + Stopped (tty input)        cat\n${PROMPT}`);
    expect(terminal.type('fg\n')).toBe('cat\n');
    expect(terminal.type('hello\n')).toBe('hello\n');
    expect(terminal.type(CTRL_D)).toBe(PROMPT);
  });

  test('exit asks once while jobs are stopped; they are hung up when it is meant', () => {
    const terminal = new Terminal();
    terminal.type('sleep 100\n');
    terminal.type(CTRL_Z);
    expect(terminal.type('exit\n')).toBe(`You have stopped jobs.\n${PROMPT}`);
    terminal.type('echo no\n');
    expect(terminal.type(CTRL_D)).toBe(`\nYou have stopped jobs.\n${PROMPT}`);
    expect(terminal.hasEnded).toBe(false);
    terminal.type(CTRL_D);
    expect(new Terminal(terminal.host).run('ps')).not.toContain('sleep');
  });
});

describe('the keys of the terminal are for what runs in front', () => {
  test('Ctrl-C ends a loop with what runs in it, and not what runs in the background', () => {
    const terminal = new Terminal();
    terminal.type('sleep 100 &\n');
    terminal.type('while true; do sleep 1; done\n', 3);
    expect(terminal.type(CTRL_C)).toBe(PROMPT);
    expect(terminal.run('echo $?')).toBe('130\n');
    expect(terminal.run('jobs')).toBe('[1] + Running                    sleep 100\n');
  });

  test('Ctrl-C ends a loop of the shell itself, which does not stop the world', () => {
    const terminal = new Terminal();
    terminal.type('while :; do :; done\n', 1);
    expect(terminal.type(CTRL_C)).toBe(PROMPT);
    expect(terminal.run('echo on')).toBe('on\n');
  });

  test('Ctrl-C gives up a line and a command that is not whole, Ctrl-\\ ends with another signal', () => {
    const terminal = new Terminal();
    expect(terminal.type(`echo no${CTRL_C}`)).toBe(PROMPT);
    expect(terminal.type('if true\n')).toBe('> ');
    expect(terminal.type(CTRL_C)).toBe(PROMPT);
    terminal.type('sleep 9\n');
    expect(terminal.type(QUIT)).toBe(`Quit\n${PROMPT}`);
    expect(terminal.run('echo $?')).toBe('131\n');
  });

  test('Ctrl-Z leaves loops, and a shell within a shell has jobs of its own', () => {
    const terminal = new Terminal();
    terminal.type('for i in 1 2 3; do sleep 50; done\n');
    expect(terminal.type(CTRL_Z)).toBe(`[1] + Stopped                    sleep 50\n${PROMPT}`);
    expect(terminal.type('sh\n')).toBe(PROMPT);
    terminal.type('sleep 60\n');
    expect(terminal.type(CTRL_Z)).toBe(`[1] + Stopped                    sleep 60\n${PROMPT}`);
    terminal.type('kill -9 %1\n');
    expect(terminal.type('exit\n')).toBe(PROMPT);
    expect(terminal.run('jobs')).toBe('[1] + Stopped                    sleep 50\n');
  });

  test('a program in the place of the shell is not stopped, since nobody could let it go on', () => {
    const terminal = new Terminal();
    terminal.type('exec sleep 5\n');
    expect(terminal.type(CTRL_Z)).toBe('');
    terminal.type(CTRL_C);
    expect(terminal.run('ps')).not.toContain('sleep');
  });
});

test('a line that is not whole is asked for with >', () => {
  const terminal = new Terminal();
  expect(terminal.type('if true; then\n')).toBe('> ');
  expect(terminal.type('echo "a\n')).toBe('> ');
  expect(terminal.type('b"; fi\n')).toBe(`a\nb\n${PROMPT}`);
  expect(terminal.type('cat <<X\n')).toBe('> ');
  expect(terminal.type('$((6*7))\nX\n')).toBe(`42\n${PROMPT}`);
});

test('a pasted text is taken line by line: what runs reads what is behind it', () => {
  const terminal = new Terminal();
  expect(terminal.type('read x; echo "got $x"\nthis\necho after\n')).toBe(`got this\nafter\n${PROMPT}`);
});

test('what the shell does without is refused by its name', () => {
  const terminal = new Terminal();
  expect(terminal.run('trap x INT')).toBe('sh: 1: trap: beyond this small shell\n');
  expect(terminal.run('[[ a = a ]]')).toBe('sh: 2: Syntax error: "[[" is beyond this small shell\n');
  expect(terminal.run('diff <(ls) x')).toBe('sh: 3: Syntax error: "<(" is beyond this small shell\n');
});

test('a write that fails is told with its reason', () => {
  const terminal = new Terminal();
  expect(terminal.run('echo x > /dev/full; echo $?')).toBe('sh: 1: echo: write error: No space left on device\n1\n');
  expect(terminal.run('seq 3 > /dev/full; echo $?')).toBe('seq: write error: No space left on device\n1\n');
});

test('help lists what the shell does itself, and each says more', () => {
  const terminal = new Terminal();
  const [builtins = ''] = terminal.run('help').split('\n');
  for (const name of builtins.replace('The shell itself: ', '').split(' ')) {
    expect(terminal.run(`type ${name}`)).toMatch(/ is a (special )?shell builtin\n$/);
    if (name !== 'exit') expect(terminal.run(`${name} --help`)).toMatch(/^usage: [^\n]+\n[^\n]+\.\n$/);
  }
  expect(builtins).toContain(' fg ');
});
