/** A word that readers stumble over, and what to write instead. */
export interface BannedWord {
  readonly pattern: RegExp;
  /** What to write instead. */
  readonly instead: string;
  /** A text in which the pattern finds the word. */
  readonly example: string;
}

const ACTOR = 'the role, caller, function, operator or event that acts';

/** Identifiers are split at their capitals before they are compared, so that `fellSick` holds `sick`. */
export const BANNED_WORDS: readonly BannedWord[] = [
  { pattern: /\b(nobody|no one)\b/i, instead: ACTOR, example: 'nobody may call it' },
  { pattern: /\b(somebody|someone)\b/i, instead: ACTOR, example: 'somebody asks for it' },
  { pattern: /\b(whoever|whom|whosoever)\b/i, instead: ACTOR, example: 'whoever finds it' },
  { pattern: /\b(anybody|anyone)\b/i, instead: ACTOR, example: 'anybody may read it' },
  { pattern: /\b(everybody|everyone)\b/i, instead: 'the users, callers or tasks meant', example: 'open to everybody' },
  { pattern: /\bstrangers?\b/i, instead: 'other principals, other accounts or users', example: "a stranger's task" },
  { pattern: /\bamiss\b/i, instead: 'fails, refuses', example: 'CloudFormation takes it amiss' },
  { pattern: /\b(sick|sickness|ill)\b/i, instead: 'unhealthy', example: 'fellSick' },
  { pattern: /\b(unfit|fitness)\b/i, instead: 'unhealthy, health', example: 'a release unfit for users' },
  { pattern: /\b(gifts?|gifted)\b/i, instead: 'provides, binding', example: 'giftParameters' },
  { pattern: /\b(worn|wears?|wearing)\b/i, instead: 'attached', example: 'a group that tasks wear' },
  { pattern: /\b[Ss]tand(-i|i| I)ns?\b/, instead: 'substitute', example: 'wired to the stand-in' },
  {
    pattern: /\b(stands?|stood|standing) for\b/i,
    instead: 'substitutes, represents',
    example: 'external stands for network',
  },
  { pattern: /\bin passing\b/i, instead: 'preliminary update', example: 'updated in passing' },
  { pattern: /\bdoubt(s|ed|ful)?\b/i, instead: 'stale', example: 'a record in doubt' },
  { pattern: /\bdoors?\b/i, instead: 'trigger, or: before anything starts', example: 'refused at the door' },
  { pattern: /\b(is|are) as wanted\b/i, instead: 'up to date', example: 'stack "x" is as wanted' },
  {
    pattern: /\btold\b/i,
    instead: 'reported, notified, or the actor that says it',
    example: 'is told to ask for more',
  },
  {
    pattern: /(?<!\bthere )\b(is|are|was|were) no (?!longer\b|more\b|less\b|fewer\b|later\b|earlier\b|echo\b)[a-z]/i,
    instead: 'is not a valid X, does not have X',
    example: 'is no cursor of this list',
  },
];
