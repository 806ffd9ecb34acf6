/** One entry of a tar archive. */
export interface TarEntry {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink';
  readonly mode: number;
  /** The target of a link. */
  readonly target: string;
  readonly content: Uint8Array;
}

const BLOCK_BYTES = 512;
const TYPES: Readonly<Record<string, TarEntry['type']>> = {
  '0': 'file',
  '\0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
  '7': 'file',
};

/** Reads a ustar, pax or GNU tar archive. Devices and pipes are skipped. */
export function* readTar(archive: Uint8Array): Generator<TarEntry> {
  let offset = 0;
  let extended: Record<string, string> = {};
  while (offset + BLOCK_BYTES <= archive.length) {
    const header = archive.subarray(offset, offset + BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) return;
    const size = Number(extended.size ?? octal(header, 124, 12));
    const content = archive.subarray(offset + BLOCK_BYTES, offset + BLOCK_BYTES + size);
    offset += BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    const flag = String.fromCharCode(header[156]!);
    if (flag === 'x') extended = { ...extended, ...paxRecords(content) };
    else if (flag === 'L') extended = { ...extended, path: text(content) };
    else if (flag === 'K') extended = { ...extended, linkpath: text(content) };
    else {
      const type = TYPES[flag];
      const path = extended.path ?? nameOf(header);
      const target = extended.linkpath ?? text(header.subarray(157, 257));
      if (type !== undefined) yield { path, type, mode: octal(header, 100, 8), target, content };
      extended = {};
    }
  }
}

function nameOf(header: Uint8Array): string {
  const name = text(header.subarray(0, 100));
  const isUstar = text(header.subarray(257, 262)) === 'ustar';
  const prefix = isUstar ? text(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Records of the form `<length> <key>=<value>\n`. */
function paxRecords(content: Uint8Array): Record<string, string> {
  const records: Record<string, string> = {};
  let offset = 0;
  while (offset < content.length) {
    const space = content.indexOf(0x20, offset);
    const length = Number(Buffer.from(content.subarray(offset, space)).toString());
    if (space < 0 || !(length > 0)) break;
    const record = Buffer.from(content.subarray(space + 1, offset + length - 1)).toString();
    const equals = record.indexOf('=');
    records[record.slice(0, equals)] = record.slice(equals + 1);
    offset += length;
  }
  return records;
}

function octal(header: Uint8Array, start: number, length: number): number {
  return Number.parseInt(text(header.subarray(start, start + length)).trim() || '0', 8);
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString();
}
