const BLOCK_BYTES = 512;

export interface TarFile {
  /** Path inside the archive, without a leading slash. */
  readonly path: string;
  readonly content: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/** A ustar archive without dates and owners, so that the same files give the same bytes. */
export function tar(files: readonly TarFile[]): Uint8Array {
  const blocks = files.flatMap((file) => [header(file), padded(file.content)]);
  return Buffer.concat([...blocks, new Uint8Array(2 * BLOCK_BYTES)]);
}

function header(file: TarFile): Uint8Array {
  if (Buffer.byteLength(file.path) > 100)
    throw new Error(`path "${file.path}" is too long for an image layer; use at most 100 bytes`);
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(file.path, 0);
  writeOctal(block, file.mode, { at: 100, digits: 7 });
  writeOctal(block, 0, { at: 108, digits: 7 });
  writeOctal(block, 0, { at: 116, digits: 7 });
  writeOctal(block, file.content.length, { at: 124, digits: 11 });
  writeOctal(block, 0, { at: 136, digits: 11 });
  block.write('0', 156);
  block.write('ustar\u000000', 257, 'latin1');
  // The checksum is computed with its own field filled with spaces.
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return block;
}

function writeOctal(block: Buffer, value: number, field: { readonly at: number; readonly digits: number }): void {
  block.write(`${value.toString(8).padStart(field.digits, '0')}\u0000`, field.at, 'latin1');
}

function padded(content: Uint8Array): Uint8Array {
  const block = new Uint8Array(Math.ceil(content.length / BLOCK_BYTES) * BLOCK_BYTES);
  block.set(content);
  return block;
}
