/**
 * Predicts measured migrations from their inputs and prints how far off the predictions are:
 * `npm run bench:fidelity -- --cases FILE --json OUT`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CaseFigures, FidelityCase } from './case.ts';
import { type CaseErrors, errorsOf, spread } from './errors.ts';
import { geometric } from './geometric.ts';
import { predict } from './predict.ts';
import { readCases } from './read-cases.ts';

const OPEN_CASES = new URL('../data/qemu-open.json', import.meta.url);

interface Compared {
  readonly one: FidelityCase;
  readonly predicted: CaseFigures;
  readonly ours: CaseErrors;
  readonly closedForm: CaseErrors;
}

const { values } = readOptions();
const file = values.cases ?? fileURLToPath(OPEN_CASES);
const { cases, problems, notes } = readCases(readText(file));
for (const sentence of [...problems, ...notes]) console.error(`${file}: ${sentence}`);
if (problems.length > 0) process.exitCode = 2;
const predictions = cases.map((one) => ({ one, predicted: predict(one) }));
if (values.json !== undefined) writePredictions(values.json);
print(predictions.flatMap(({ one, predicted }) => compare(one, predicted)));

function readOptions() {
  try {
    return parseArgs({ options: { cases: { type: 'string' }, json: { type: 'string' } } });
  } catch (error) {
    return giveUp((error as Error).message);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return giveUp(`${path}: It cannot be read: ${(error as Error).message}.`);
  }
}

function writePredictions(path: string): void {
  const written = predictions.map(({ one, predicted }) => ({ id: one.id, predicted }));
  try {
    writeFileSync(path, `${JSON.stringify({ cases: written }, null, 1)}\n`);
  } catch (error) {
    giveUp(`${path}: It cannot be written: ${(error as Error).message}.`);
  }
}

function giveUp(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

function compare(one: FidelityCase, predicted: CaseFigures): Compared[] {
  const measured = one.measured?.median;
  if (measured === undefined) return [];
  return [
    { one, predicted, ours: errorsOf(predicted, measured), closedForm: errorsOf(geometric(one), measured) },
  ];
}

function print(compared: readonly Compared[]): void {
  if (compared.length === 0) {
    console.log(`${predictions.length} cases predicted; none has measurements to compare with.`);
    return;
  }
  console.log('Absolute relative error in % (rounds: difference), measured -> predicted; closed-form model in brackets.\n');
  for (const { one, predicted, ours, closedForm } of compared) {
    const measured = one.measured?.median as CaseFigures;
    console.log(
      [
        one.id.padEnd(38),
        `total ${show(ours.totalTime)} [${show(closedForm.totalTime)}]`.padEnd(24),
        `sent ${show(ours.transferred)} [${show(closedForm.transferred)}]`.padEnd(24),
        `downtime ${show(ours.downtime)} [${show(closedForm.downtime)}]`.padEnd(28),
        `rounds ${measured.rounds} -> ${predicted.rounds}`,
        ours.endsRight ? '' : 'WRONG END',
      ].join(' '),
    );
  }
  const converging = compared.filter(({ one }) => one.measured?.median.converged === true);
  console.log(`\nOver the ${converging.length} cases that converge, median / 90th percentile:`);
  for (const figure of ['totalTime', 'transferred', 'downtime', 'rounds'] as const) {
    const ours = spread(converging.map((row) => row.ours[figure]));
    const closedForm = spread(converging.map((row) => row.closedForm[figure]));
    console.log(
      `  ${figure.padEnd(12)} ${show(ours.median)} / ${show(ours.p90)}   closed form ${show(closedForm.median)} / ${show(closedForm.p90)}`,
    );
  }
  const wrongRounds = converging.filter(({ ours }) => ours.rounds > 1).length;
  const wrongEnds = compared.filter(({ ours }) => !ours.endsRight).length;
  console.log(`  rounds off by more than one: ${wrongRounds}; endings wrong: ${wrongEnds} of ${compared.length}`);
}

function show(value: number | null): string {
  return value === null || Number.isNaN(value) ? '-' : value.toFixed(value < 10 ? 2 : 0);
}
