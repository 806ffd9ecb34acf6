import { templateError } from './template-error.ts';

const BLOCKS_MAX = 256;

/** `Fn::Cidr`: the first `count` blocks with `hostBits` host bits inside an IPv4 or IPv6 block. */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] {
  const [address = '', prefixText = ''] = block.split('/');
  const isIpv6 = address.includes(':');
  const width = isIpv6 ? 128 : 32;
  const prefix = Number(prefixText);
  if (!/^\d+$/.test(prefixText) || prefix > width || !(isIpv6 || /^\d+\.\d+\.\d+\.\d+$/.test(address))) {
    throw templateError(`Fn::Cidr: invalid CIDR block ${block}`);
  }
  if (!Number.isInteger(count) || count < 1 || count > BLOCKS_MAX) {
    throw templateError(`Fn::Cidr count must be between 1 and ${BLOCKS_MAX}`);
  }
  const newPrefix = width - hostBits;
  const room = hostBits < 1 || newPrefix < prefix ? 0n : 1n << BigInt(newPrefix - prefix);
  if (BigInt(count) > room)
    throw templateError(`Fn::Cidr: cannot fit ${count} blocks of ${hostBits} bits into ${block}`);
  const size = 1n << BigInt(hostBits);
  const mask = ((1n << BigInt(prefix)) - 1n) << BigInt(width - prefix);
  const first = (isIpv6 ? parseIpv6(address) : parseIpv4(address)) & mask;
  return Array.from({ length: count }, (_, index) => {
    const start = first + BigInt(index) * size;
    return `${isIpv6 ? formatIpv6(start) : formatIpv4(start)}/${newPrefix}`;
  });
}

function parseIpv4(address: string): bigint {
  return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function formatIpv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}

function parseIpv6(address: string): bigint {
  const [head = '', tail = ''] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const missing = address.includes('::') ? 8 - left.length - right.length : 0;
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...right];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function formatIpv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((address >> BigInt(112 - index * 16)) & 65535n).toString(16));
  const text = groups.join(':');
  const zeros = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)[0];
  return zeros === undefined ? text : text.replace(zeros[0], text.endsWith(zeros[0]) ? '::' : ':');
}
