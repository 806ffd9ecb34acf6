import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../../src/core/catalogue/catalogue.ts';
import { type AvailableComponents, requiredComponents } from '../../../src/core/catalogue/required-components.ts';
import type { ScopeState } from '../../../src/core/entities.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { inOrder } from '../../../src/core/plan/in-order.ts';
import type { PlannedStack } from '../../../src/core/plan/plan.ts';
import { stackRecord } from '../../builders.ts';
import { catalogueOf, type Sketch } from '../templates.ts';
import { carriedOut, now, provision, retire, scope } from './planning.ts';

const earlier = fc.array(fc.nat(), { maxLength: 3 });

/** Components c0, c1, ...: each may require or build on those before it, and takes an output of each of them. */
const catalogues: fc.Arbitrary<Catalogue> = fc
  .array(fc.record({ requires: earlier, optional: earlier, data: fc.boolean() }), { minLength: 1, maxLength: 9 })
  .map((drawn) => {
    const sketches = drawn.map(({ requires, optional, data }, n): [string, Sketch] => {
      const names = (numbers: readonly number[]) =>
        n === 0 ? [] : [...new Set(numbers.map((number) => `c${number % n}`))];
      const needed = names(requires);
      const parts = names(optional).filter((name) => !needed.includes(name));
      const parameters = Object.fromEntries([
        ...needed.map((name) => [`Of${name}`, {}]),
        ...parts.map((name) => [`Of${name}`, { Default: 'none' }]),
      ]);
      return [`c${n}`, { requires: needed, optional: parts, data, outputs: [`Ofc${n}`], parameters }];
    });
    return catalogueOf(Object.fromEntries(sketches));
  });

/** Every component is there. */
const everything: AvailableComponents = { has: () => true, substituteOf: (name) => name, uses: () => [] };

function isOrdered(stacks: readonly PlannedStack[]): boolean {
  return stacks.every(({ requires }, n) =>
    requires.every((key) => stacks.slice(0, n).some((stack) => stack.stackKey === key)),
  );
}

const names = (stacks: readonly PlannedStack[], action: string) =>
  stacks.filter((stack) => stack.action === action).map(({ component }) => component);

describe('a plan of any catalogue', () => {
  it('puts each stack after all that it requires', () => {
    fc.assert(fc.property(catalogues, (catalogue) => isOrdered(provision(catalogue))));
  });

  it('is empty once it was carried out', () => {
    fc.assert(
      fc.property(catalogues, (catalogue) => {
        const scopeState = carriedOut(provision(catalogue), catalogue);
        const again = provision(catalogue, scopeState);
        return again.every(({ action, requires }) => action === 'keep' && requires.length === 0);
      }),
    );
  });

  it('resumes with what is missing, and knows the outputs of what is there', () => {
    fc.assert(
      fc.property(catalogues, fc.nat(), (catalogue, drawn) => {
        const all = provision(catalogue);
        const done = all.slice(0, drawn % all.length);
        const rest = provision(catalogue, carriedOut(done, catalogue));
        const kept = new Set(names(rest, 'keep'));
        const values = rest.flatMap(({ parameters }) => Object.values(parameters));
        const open = values.flatMap((value) => ('from' in value ? [value.from.component] : []));
        return kept.size === done.length && isOrdered(rest) && open.every((component) => !kept.has(component));
      }),
    );
  });

  it('of a retirement deletes each stack after all that require it', () => {
    fc.assert(
      fc.property(catalogues, (catalogue) => {
        const stacks = retire(catalogue, carriedOut(provision(catalogue), catalogue), 'delete');
        const deleted = names(stacks, 'delete');
        const reversed = deleted.every((name, n) => {
          const required = requiredComponents(catalogue.component(name)!, catalogue, everything).map(
            (component) => component.name,
          );
          return required.every((other) => deleted.indexOf(other) > n);
        });
        return isOrdered(stacks) && reversed && deleted.length === catalogue.components().length;
      }),
    );
  });

  it('of a retirement keeps data and what it requires, and provides the rest again on top', () => {
    fc.assert(
      fc.property(catalogues, (catalogue) => {
        const full = carriedOut(provision(catalogue), catalogue);
        const stacks = retire(catalogue, full);
        const kept = new Set(names(stacks, 'keep'));
        const whole = [...kept].every((name) => {
          return requiredComponents(catalogue.component(name)!, catalogue, everything).every((required) =>
            kept.has(required.name),
          );
        });
        const data = catalogue.components().filter((component) => component.data);
        const left = carriedOut(stacks, catalogue, full);
        const again = provision(catalogue, left);
        const found = names(again, 'keep').length === kept.size && names(again, 'update').length === 0;
        return whole && data.every(({ name }) => kept.has(name)) && found;
      }),
    );
  });
});

describe('wiring', () => {
  const wired = (sketches: Record<string, Sketch>, scopeState?: ScopeState) =>
    provision(catalogueOf(sketches), scopeState);

  it('says which component needs which parameter before anything starts', () => {
    expect(() => wired({ mysql: { parameters: { Size: {} } } })).toThrow(
      expect.objectContaining({
        code: 'MissingParameter',
        message: 'component `mysql` requires a value for Size; set /components/mysql/Size: What Size should be.',
        fields: [{ pointer: '/components/mysql/Size', message: 'is missing; set it: What Size should be.' }],
      }),
    );
  });

  it("takes the platform's value before an output, and an output before the default", () => {
    const [, stack] = wired({
      network: { outputs: ['VpcId'] },
      zone: {
        requires: ['network'],
        parameters: { Environment: { Default: 'x' }, VpcId: { Default: 'y' }, Size: { Default: 'z' } },
      },
    });
    expect(stack?.parameters).toEqual({
      Environment: { value: 'dev' },
      VpcId: { from: { component: 'network', output: 'VpcId' } },
      Size: { value: 'z' },
    });
  });

  it('finds the output of a requirement of a requirement, and waits for both', () => {
    const stacks = wired({
      network: { outputs: ['VpcId'] },
      egress: { requires: ['network'] },
      zone: { requires: ['egress'], parameters: { VpcId: {} } },
    });
    expect(stacks.at(-1)).toMatchObject({
      component: 'zone',
      requires: ['egress', 'network'],
      parameters: { VpcId: { from: { component: 'network', output: 'VpcId' } } },
    });
  });

  it('creates again what was rolled back at its creation, and updates what only failed to change', () => {
    const sketches = { network: { outputs: ['VpcId'] } };
    const with_ = (status: string) => ({
      ...newScopeState(scope, now),
      stacks: { network: stackRecord({ component: 'network', status }) },
    });
    expect(wired(sketches, with_('ROLLBACK_COMPLETE'))[0]?.action).toBe('create');
    expect(wired(sketches, with_('UPDATE_ROLLBACK_COMPLETE'))[0]?.action).toBe('update');
  });
});

describe('inOrder', () => {
  it('refuses a circle', () => {
    const circle = [
      { stackKey: 'a', requires: ['b'] },
      { stackKey: 'b', requires: ['a'] },
    ];
    expect(() => inOrder(circle)).toThrow(expect.objectContaining({ code: 'CircularRequirement' }));
  });
});
