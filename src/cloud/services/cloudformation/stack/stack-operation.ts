/** The one operation under way on a stack. */
export interface StackOperation {
  readonly kind: 'create' | 'update' | 'rollback' | 'delete';
  readonly token?: string;
  readonly disableRollback: boolean;
  readonly onFailure?: 'DELETE' | 'DO_NOTHING' | 'ROLLBACK';
  readonly retainExceptOnCreate: boolean;
  readonly mode: 'EXPRESS' | 'STANDARD';
  readonly abort: AbortController;
  /** A deletion took over: the operation stops without settling the stack. */
  isSuperseded: boolean;
  /** Settles when the operation has come to its end, however it ended. */
  done: Promise<void>;
}

export type OperationOptions = Partial<
  Pick<StackOperation, 'disableRollback' | 'onFailure' | 'retainExceptOnCreate' | 'mode'>
> & { readonly token?: string | undefined };
