import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readMachines } from '../../scripts/machine-reference/machine-definitions.ts';
import { stateTitles } from '../../scripts/machine-reference/state-titles.ts';
import { VISITS } from '../../scripts/machine-reference/visit-bounds.ts';
import { workflowsPage } from '../../scripts/machine-reference/workflows-page.ts';

const machines = readMachines();

test('progress steps have the titles that the machines state; `npm run reference` writes them', () => {
  expect(stateTitles(machines)).toBe(readFileSync('src/core/operation/machine-states.ts', 'utf8'));
});

test('the page draws and explains the machines as they are; `npm run reference` writes it', () => {
  expect(workflowsPage(machines, VISITS)).toBe(readFileSync('docs/reference/workflows.md', 'utf8'));
});

test('a picture has every state, and every arrow of the machine', () => {
  const small = {
    small: {
      StartAt: 'Look',
      States: {
        Look: {
          Type: 'Task',
          Comment: 'Look at it. Twice.',
          Catch: [{ ErrorEquals: ['NotYet'], Next: 'Give up' }],
          Next: 'When seen',
        },
        'When seen': {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.next = "look" %}', Next: 'Look' }],
          Default: 'All done',
        },
        'All done': { Type: 'Succeed' },
        'Give up': { Type: 'Fail' },
      },
    },
  };
  const page = workflowsPage(small, {});
  for (const line of [
    'Look["Look"]',
    'When_seen{{"When seen"}}',
    'Look --> When_seen',
    'Look -.->|NotYet| Give_up',
    'When_seen -->|next is look| Look',
    'When_seen -->|else| All_done',
    '| Look | Task | Look at it. Twice. |',
  ]) {
    expect(page).toContain(line);
  }
});
