/**
 * The most stacks that one operation changes. The history of its execution has room for as many branches that all wait as long as
 * they can; `docs/reference/workflows.md` has the sum.
 */
export const stacksMax = 200;
