/** Line breaks and tabs are text; the rest of the control characters are an accident or an attack. */
export function hasControlCharacter(text: string): boolean {
  return [...text].some((letter) => (letter < ' ' && !'\n\r\t'.includes(letter)) || letter === '\u007f');
}
