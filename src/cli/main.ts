#!/usr/bin/env node
import { argv, exit, stderr, stdout } from 'node:process';
import { version } from '../../package.json';
import { readCommandLine } from './command-line.ts';
import { HELP } from './help.ts';
import { type CommandResult, simulate } from './simulate.ts';

async function run(words: readonly string[]): Promise<CommandResult> {
  const request = readCommandLine(words);
  switch (request.kind) {
    case 'help':
      return { exitCode: 0, output: HELP, complaints: [] };
    case 'version':
      return { exitCode: 0, output: `${version}\n`, complaints: [] };
    case 'mistake':
      return { exitCode: 2, output: '', complaints: [`virtlab: ${request.message}`] };
    case 'simulate':
      return simulate(request);
  }
}

/** Resolves when the text is out of our hands, so that a long one is not cut off by the exit. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}

/** A reader that has seen enough, such as `head`, closes the pipe: no reason to complain. */
function endQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  exit(0);
}

stdout.on('error', endQuietlyWhenNobodyReads);
stderr.on('error', endQuietlyWhenNobodyReads);

const { exitCode, output, complaints } = await run(argv.slice(2));
await write(stdout, output);
await write(stderr, complaints.map((line) => `${line}\n`).join(''));
exit(exitCode);
