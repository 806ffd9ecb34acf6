/** `main-*`, `/shop/*`: an asterisk matches any characters, and a question mark one. */
export function matchesPattern(pattern: string, text: string): boolean {
  let starAt = -1;
  let retryFrom = 0;
  let at = 0;
  for (let index = 0; index < text.length; ) {
    const wanted = pattern[at];
    if (wanted === '*') {
      starAt = at++;
      retryFrom = index;
    } else if (wanted === '?' || wanted === text[index]) {
      at++;
      index++;
    } else if (starAt >= 0) {
      at = starAt + 1;
      index = ++retryFrom;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
