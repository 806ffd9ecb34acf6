import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cidrProblem, cidrsOverlap, freeCidrs } from '../../../src/core/spec/cidr.ts';
import { fargateSizeProblem } from '../../../src/core/spec/fargate-size.ts';

describe('cidrProblem', () => {
  it.each(['10.1.0.0/16', '172.31.255.0/24', '192.168.0.0/17'])('has nothing against %s', (cidr) => {
    expect(cidrProblem(cidr)).toBeUndefined();
  });

  it('says which network address is meant', () => {
    expect(cidrProblem('10.1.2.3/16')).toBe("'10.1.2.3/16' is not a network address; use 10.1.0.0/16");
  });

  it.each([
    '10.1.0.0',
    '10.1.0.0/',
    '10.01.0.0/16',
    '10.1.0.256/24',
    '10.1.0/16',
    ' 10.1.0.0/16',
    '172.32.0.0/16',
    '10.0.0.0/8',
  ])('refuses %s', (cidr) => {
    expect(cidrProblem(cidr)).toBeDefined();
  });
});

describe('ranges', () => {
  it('overlap when one lies in the other', () => {
    expect(cidrsOverlap('10.1.0.0/16', '10.1.128.0/20')).toBe(true);
    expect(cidrsOverlap('10.1.0.0/16', '10.2.0.0/16')).toBe(false);
  });

  it('are given out from 10.1.0.0/16, past those that are taken', () => {
    expect(freeCidrs([])[0]).toBe('10.1.0.0/16');
    expect(freeCidrs(['10.1.4.0/24', '10.2.0.0/16'])[0]).toBe('10.3.0.0/16');
  });

  it('never overlap, however many are given out', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 60 }), (taken) => {
        const cidrs = taken.map((n) => `10.${n}.16.0/20`);
        const [free] = freeCidrs(cidrs);
        return (
          free === undefined || (cidrProblem(free) === undefined && !cidrs.some((cidr) => cidrsOverlap(cidr, free)))
        );
      }),
    );
  });
});

describe('fargateSizeProblem', () => {
  it.each([
    [256, 512],
    [512, 4096],
    [1024, 8192],
    [4096, 30_720],
    [8192, 20_480],
    [16_384, 122_880],
  ])('has nothing against cpu %i with memory %i', (cpu, memory) => {
    expect(fargateSizeProblem(cpu, memory)).toBeUndefined();
  });

  it.each([
    [256, 1536],
    [512, 512],
    [8192, 17_408],
    [3000, 4096],
  ])('refuses cpu %i with memory %i', (cpu, memory) => {
    expect(fargateSizeProblem(cpu, memory)).toBeDefined();
  });
});
