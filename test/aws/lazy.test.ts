import { describe, expect, it } from 'vitest';
import { lazy } from '../../src/aws/lazy.ts';

describe('what is created at first use', () => {
  it('is created once, and not before', () => {
    let created = 0;
    const settings = lazy(() => ({ region: 'eu-west-1', order: ++created }));
    expect(created).toBe(0);
    expect(settings.region).toBe('eu-west-1');
    expect(settings.order).toBe(1);
    expect(created).toBe(1);
  });

  it('is tried again after it could not be created', () => {
    let fails = true;
    const settings = lazy(() => {
      if (fails) throw new Error('INSTALLATION is missing');
      return { region: 'eu-west-1' };
    });
    expect(() => settings.region).toThrow('INSTALLATION is missing');
    fails = false;
    expect(settings.region).toBe('eu-west-1');
  });

  it('can be spread, destructured and written as JSON like any object', () => {
    const settings = lazy(() => ({ account: '111122223333', region: 'eu-west-1' }));
    const { account, ...rest } = settings;
    expect(account).toBe('111122223333');
    expect(rest).toEqual({ region: 'eu-west-1' });
    expect({ ...settings }).toEqual({ account: '111122223333', region: 'eu-west-1' });
    expect(JSON.stringify(settings)).toBe('{"account":"111122223333","region":"eu-west-1"}');
    expect('region' in settings).toBe(true);
  });
});
