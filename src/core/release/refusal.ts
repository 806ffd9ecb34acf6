import { type ErrorCode, PlinthError } from '../errors.ts';

/** Why a decision ends the release: the error that its Task state throws. */
export interface Refusal {
  readonly kind: 'refuse';
  readonly code: ErrorCode;
  readonly reason: string;
}

export function refuse(code: ErrorCode, reason: string): Refusal {
  return { kind: 'refuse', code, reason };
}

export function errorOf({ code, reason }: Refusal): PlinthError {
  return new PlinthError(code, reason);
}
