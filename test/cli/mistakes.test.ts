import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../package.json';
import { buildCli, newFolder, runCli, writeScenario } from './virtlab.ts';

let folder: string;
let cli: string;

beforeAll(async () => {
  folder = await newFolder();
  cli = await buildCli(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('bad files get a sentence with the place of the mistake, and exit code 2', () => {
  test.each([
    [
      'an unknown host',
      '{\n  "hosts": [{ "name": "alpha", "memory": "1 GiB" }],\n  "vms": [{ "name": "web", "host": "alhpa", "memory": "64 MiB" }]\n}',
      '3:36: vms[0].host names "alhpa", but no host has that name; did you mean "alpha"?',
    ],
    [
      'a negative bandwidth',
      '{ "hosts": [{ "name": "a", "memory": "1 GiB" }, { "name": "b", "memory": "1 GiB" }],\r\n  "links": [{ "between": ["a", "b"], "bandwidth": "-1 Gbit/s" }] }',
      '2:51: links[0].bandwidth must not be negative: "-1 Gbit/s"; write a bandwidth with its unit, such as "1 Gbit/s", from 1 kB/s to 1000 GB/s.',
    ],
    [
      'a 10-digit memory',
      '{ "hosts": [{ "name": "alpha", "memory": 9999999999 }] }',
      '1:42: hosts[0].memory has no unit: 9999999999; write a size with its unit, such as "1 GiB", from 16 MiB to 64 TiB.',
    ],
    ['a mistake of syntax', '{\n  "hosts": [\n    { "name": "alpha" "memory": "1 GiB" }\n  ]\n}', '3:23: A comma or "}" is missing here.'],
    ['a key twice', '{ "hosts": [],\n  "hosts": [] }', '2:3: The key "hosts" stands here a second time; keep one of the two.'],
    ['an end too early', '{ "hosts": [', '1:13: The file ends too early.'],
    ['nothing', '', '1:1: There is nothing in it; a scenario begins with {"hosts": [.'],
    ['nothing but space', ' \n\t', '1:1: There is nothing in it; a scenario begins with {"hosts": [.'],
    ['something else', '[]', '1:1: The scenario must be an object in braces, not a list.'],
  ])('%s', async (_what, content, complaint) => {
    await writeScenario(folder, 'bad.virtlab.json', content);
    expect(await runCli(cli, ['simulate', 'bad.virtlab.json'], { folder })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `bad.virtlab.json:${complaint}\n`,
    });
  });

  test.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['UTF-16, as some shells write', Buffer.from('\uFEFF{ "hosts": [] }', 'utf16le')],
  ])('%s', async (_what, content) => {
    await writeScenario(folder, 'binary.virtlab.json', content);
    expect(await runCli(cli, ['simulate', 'binary.virtlab.json'], { folder })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'binary.virtlab.json: This is not a text in UTF-8; save it as one.\n',
    });
  });

  test('a mark of UTF-8 at the beginning, as some editors write it, is no mistake', async () => {
    await writeScenario(folder, 'marked.virtlab.json', '\uFEFF{ "hosts": [] }');
    expect(await runCli(cli, ['simulate', 'marked.virtlab.json'], { folder })).toMatchObject({ exitCode: 0 });
  });

  test('several mistakes, in the order of the file', async () => {
    const stdin = '{ "hosts": [{ "name": "alpha" }],\n  "seed": -1, "vms": 3 }';
    expect(await runCli(cli, ['simulate', '-'], { stdin })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `<stdin>:1:13: hosts[0] needs "memory"; add it.
<stdin>:2:11: seed must be a whole number from 0 to 9007199254740991, not -1.
<stdin>:2:22: vms must be a list in brackets, not 3.
`,
    });
  });

  test('a file that is not there, a folder, a trace that cannot be written', async () => {
    const good = await writeScenario(folder, 'good.virtlab.json', { hosts: [] });
    const missing = join(folder, 'missing.json');
    const below = join(good, 'below.json');
    const nowhere = join(folder, 'no', 'trace.jsonl');
    const runs = await Promise.all([
      runCli(cli, ['simulate', missing]),
      runCli(cli, ['simulate', below]),
      runCli(cli, ['simulate', folder]),
      runCli(cli, ['simulate', good, '--trace', nowhere]),
    ]);
    expect(runs).toEqual([
      { exitCode: 2, stdout: '', stderr: `${missing}: There is no such file; check its path.\n` },
      { exitCode: 2, stdout: '', stderr: `${below}: There is no such file; check its path.\n` },
      { exitCode: 2, stdout: '', stderr: `${folder}: This is a folder; name a file in it.\n` },
      { exitCode: 2, stdout: '', stderr: `${nowhere}: There is no such folder; create it first.\n` },
    ]);
  });
});

describe('a command line that is wrong gets a sentence and exit code 2', () => {
  test.each([
    [[], 'Say what to do, such as "virtlab simulate SCENARIO.json"; "virtlab --help" tells more.'],
    [['simulat', 'a.json'], 'There is no command "simulat"; did you mean "simulate"?'],
    [['simulate', 'a.json', '--jsno'], 'There is no option --jsno; did you mean "--json"?'],
    [['simulate'], 'Name the scenario to simulate, such as "virtlab simulate SCENARIO.json", or "-" for standard input.'],
    [['simulate', 'a.json', 'b.json'], 'Simulate one scenario at a time; leave out "b.json".'],
    [['simulate', 'a.json', '--json', '--text'], 'Choose one of --json and --text.'],
    [['simulate', 'a.json', '--seed', 'x'], '--seed must be a whole number from 0 to 9007199254740991, not "x".'],
    [
      ['simulate', 'a.json', '--until', '90'],
      '--until has no unit: "90"; write a time with its unit, such as "250 ms", from 0 s to 24 h.',
    ],
    [['simulate', 'a.json', '--trace'], "Option '--trace <value>' argument missing."],
  ])('%j', async (words, sentence) => {
    expect(await runCli(cli, words)).toEqual({ exitCode: 2, stdout: '', stderr: `virtlab: ${sentence}\n` });
  });
});

test('--help and --version', async () => {
  const [help, short, versionRun] = await Promise.all([
    runCli(cli, ['--help']),
    runCli(cli, ['simulate', '-h']),
    runCli(cli, ['--version']),
  ]);
  expect(help).toMatchObject({ exitCode: 0, stderr: '' });
  expect(help.stdout).toContain('virtlab simulate SCENARIO.json');
  expect(short).toEqual(help);
  expect(versionRun).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});
