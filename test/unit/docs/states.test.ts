import { describe, expect, it } from 'vitest';
import { backupPhaseOf, restorePhaseOf } from '../../../src/domain/state/cloudera-phase.ts';
import { type RunState, TRANSITIONS } from '../../../src/domain/state/run-state.ts';
import { STATE_WORDS } from '../../../src/domain/state/words.ts';
import { codesIn, readPage, sectionOf, tableOf } from './markdown.ts';

const page = readPage('docs/states.md');

const STATES = Object.keys(TRANSITIONS) as RunState[];

describe('docs/states.md', () => {
  it('publishes every transition there is, and no other', () => {
    const rows = tableOf(sectionOf(page, 'Transitions'));

    const published = rows.map(([state = '', , next = '']) => [codesIn(state)[0], codesIn(next)]);
    expect(published).toEqual(STATES.map((state) => [state, TRANSITIONS[state]]));
  });

  it('has the words of other systems for every state', () => {
    const rows = tableOf(sectionOf(page, "In other systems' words"));

    const published = rows.map((cells) => cells.map((cell) => codesIn(cell)[0]));
    expect(published).toEqual(
      STATES.map((reached) => {
        const { velero, astra, cloudera, storware } = STATE_WORDS[reached];
        return [reached, velero, astra, cloudera, backupPhaseOf({ reached }), restorePhaseOf({ reached }), storware];
      }),
    );
  });
});
