import type { Revealed, RevealedRound } from '../../labs/reveal.ts';
import type { GuideTable } from './guide.ts';
import { formatBytes, formatCount, formatTime } from '../quantities.ts';

/** What a simulated migration shows a student who has predicted something about it. */
export interface RevealView {
  /** One or two sentences. */
  readonly result: string;
  readonly table: GuideTable | null;
}

type Shown = Pick<Revealed, 'rounds' | 'liveRounds'> & { readonly figures: Pick<Revealed['figures'], 'downtime'> };

/** What was simulated after a prediction, as the rows of a table. */
export function revealView({ rounds, liveRounds, figures }: Shown): RevealView {
  const downtime = figures.downtime === null ? '' : ` It stands still for ${formatTime(figures.downtime)}.`;
  const roundsText = liveRounds === 1 ? '1 round' : `${liveRounds} rounds`;
  return {
    result: `It takes ${roundsText} while the VM runs, then one last copy.${downtime}`,
    table: {
      caption: 'Simulated just now in this lab’s data center',
      columns: ['Round', 'Pages to send', 'Sent', 'Time'],
      rows: rounds.map(roundCells),
    },
  };
}

function roundCells({ round, pages, bytes, duration }: RevealedRound): readonly string[] {
  return [round === null ? 'Last copy' : String(round), formatCount(pages), formatBytes(bytes), formatTime(duration)];
}
