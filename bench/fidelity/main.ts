/**
 * Predicts measured migrations from their inputs and prints how far off the predictions are:
 * `npm run bench:fidelity -- --cases FILE --json OUT`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { CaseFigures, FidelityCase } from './case.ts';
import { type CaseErrors, errorsOf, spread } from './errors.ts';
import { geometric } from './geometric.ts';
import { predict } from './predict.ts';

const OPEN_CASES = new URL('../data/qemu-open.json', import.meta.url);

interface Compared {
  readonly one: FidelityCase;
  readonly predicted: CaseFigures;
  readonly ours: CaseErrors;
  readonly closedForm: CaseErrors;
}

const { values } = parseArgs({ options: { cases: { type: 'string' }, json: { type: 'string' } } });
const cases = readCases(values.cases);
const predictions = cases.map((one) => ({ one, predicted: predict(one) }));
if (values.json !== undefined) {
  const predicted = predictions.map(({ one, predicted }) => ({ id: one.id, predicted }));
  writeFileSync(values.json, `${JSON.stringify({ cases: predicted }, null, 1)}\n`);
}
print(predictions.flatMap(({ one, predicted }) => compare(one, predicted)));

function readCases(file: string | undefined): FidelityCase[] {
  const text = readFileSync(file ?? OPEN_CASES, 'utf8');
  const parsed = JSON.parse(text) as FidelityCase[] | { cases: FidelityCase[] };
  return Array.isArray(parsed) ? parsed : parsed.cases;
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
